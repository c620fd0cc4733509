/**
 * A work queue like client-go's: a key waits once, however often it is added, and is never worked
 * on by two workers at a time.
 */
package io.scaletest.watching.queue;
