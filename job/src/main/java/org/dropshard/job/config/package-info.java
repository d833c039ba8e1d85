/**
 * Settings: their names, defaults and help in one table, where they come from, and what they mean.
 *
 * <p>Promises one precedence: defaults &lt; {@code --config} &lt; {@code --set} &lt; the option
 * itself.
 *
 * <p>Imports: {@code dropout}, {@code format}, {@code format.cell}, {@code format.registry}, {@code
 * job.croissant}, {@code job.error}, {@code job.expect}, {@code job.image}, {@code job.record},
 * {@code job.sign}, {@code job.store}, {@code step}, {@code tensor}.
 */
package org.dropshard.job.config;
