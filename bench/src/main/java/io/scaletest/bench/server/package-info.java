/** Servers that programs of several packages measure against. */
package io.scaletest.bench.server;
