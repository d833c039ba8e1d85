/** Which files an input names: roots, globs, files. Imports errors alone. */
package org.dropshard.job.read.listing;
