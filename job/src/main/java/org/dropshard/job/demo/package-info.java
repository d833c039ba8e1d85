/**
 * The picture dataset that the {@code demo} command draws for itself.
 *
 * <p>Imports the JDK alone. Promises the same pictures for the same seed: arithmetic here is exact
 * or {@code StrictMath}, and picture k does not depend on how many are drawn.
 */
package org.dropshard.job.demo;
