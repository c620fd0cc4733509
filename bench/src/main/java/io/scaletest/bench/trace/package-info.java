/** Traces of millions of entries: how fast they are read, in how much memory. */
package io.scaletest.bench.trace;
