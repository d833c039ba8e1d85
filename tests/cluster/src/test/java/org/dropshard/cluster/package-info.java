/**
 * The job on real parts: clusters and stores that a test starts, on loopback and free ports, and
 * stops.
 *
 * <p>Promises that what a test left behind is gone with it: every part is closed by the test that
 * opened it, and every process is a child of the test's.
 */
package org.dropshard.cluster;
