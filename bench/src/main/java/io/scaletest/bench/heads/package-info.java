/** What it costs to read of an event who changed, and when its client sent the change. */
package io.scaletest.bench.heads;
