/** What a server can take, with the tools' own transport as its client. */
package io.scaletest.bench.capacity;
