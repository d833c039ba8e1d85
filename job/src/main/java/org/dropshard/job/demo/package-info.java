/**
 * The picture dataset that the {@code demo} command draws for itself.
 *
 * <p>Promises the same pictures for the same seed: arithmetic here is exact or {@code StrictMath},
 * and picture k does not depend on how many are drawn.
 *
 * <p>Imports: nothing of this project.
 */
package org.dropshard.job.demo;
