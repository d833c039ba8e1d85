/**
 * Where Spark meets Dropshard: the function catalog, the session extensions, the functions as Java
 * columns, and the Kryo registrator.
 *
 * <p>Imports Spark, {@code spark.functions} and the kernels. Promises that the class names which
 * stand in configurations stay.
 */
package org.dropshard.spark;
