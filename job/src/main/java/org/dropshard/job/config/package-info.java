/**
 * Settings: their names, defaults and help in one table, where they come from, and what they mean.
 *
 * <p>Imports the kernels and {@code job.image}; nothing of Spark but file access. Promises one
 * precedence: defaults &lt; {@code --config} &lt; {@code --set} &lt; the option itself.
 */
package org.dropshard.job.config;
