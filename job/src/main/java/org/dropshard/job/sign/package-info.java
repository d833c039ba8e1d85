/**
 * Signatures: keys as PEM files hold them, and the DSSE envelope round what they sign. By the JDK
 * alone.
 *
 * <p>Promises that no private key is printed or written.
 *
 * <p>Imports: {@code job.error}, {@code job.record}, {@code job.store}.
 */
package org.dropshard.job.sign;
