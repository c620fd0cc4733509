/** What a server can take, and whether a search finds that. */
package io.scaletest.bench.capacity;
