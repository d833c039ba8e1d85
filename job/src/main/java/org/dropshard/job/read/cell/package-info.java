/**
 * Tensor cells in all their encodings, read and written. Imports configuration, pictures and
 * formats.
 */
package org.dropshard.job.read.cell;
