/**
 * All formats, in one list: which there are, and in which order they are tried.
 *
 * <p>Imports all of {@code org.dropshard.format}; no other package imports that of one format.
 */
package org.dropshard.format.registry;
