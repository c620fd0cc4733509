/** Throughput and evenness of httperf, beside the original where its program is given. */
package io.scaletest.bench.blocks;
