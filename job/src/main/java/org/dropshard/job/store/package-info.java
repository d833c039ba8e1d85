/**
 * What file systems differ in: local files, object stores, S3A's committers. Imports errors alone.
 */
package org.dropshard.job.store;
