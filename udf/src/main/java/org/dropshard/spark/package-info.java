/**
 * Where Spark meets Dropshard: the function catalog, the session extensions, the functions as Java
 * columns, and the Kryo registrator.
 *
 * <p>Promises that the class names which stand in configurations stay.
 *
 * <p>Imports: {@code dropout}, {@code spark.functions}, {@code stats}, {@code tensor}.
 */
package org.dropshard.spark;
