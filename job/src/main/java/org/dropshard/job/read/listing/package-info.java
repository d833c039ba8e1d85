/**
 * Which files an input names: roots, globs, files, each once; which of them are of a kind, and why
 * others are not read. Imports errors and pictures' first bytes alone.
 */
package org.dropshard.job.read.listing;
