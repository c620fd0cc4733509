package io.scaletest.httperf.client;

import io.scaletest.common.url.ServerUrl;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * The load of a client: where it goes, how it is spread, and how long it lasts.
 *
 * @param base where the server is, {@code https://host[:port][/path]}
 * @param connections TLS connections
 * @param threads loops, each with one request at a time; of no effect with a rate
 * @param blockSize bytes of a block
 * @param periodMs milliseconds between two due times of a request
 * @param blocksPerRequest the fewest blocks of a request; the most are one less than twice as many
 * @param requests how many in all, 0 for no end
 * @param requestsPerSecond with a value, requests begin at the times of a Poisson process of that
 *     rate, however the server does; otherwise each loop's next one begins when its last one ended
 * @param seed of all random choices
 * @param peerLimit after which a silent server's connection is closed
 */
public record LoadPlan(
    ServerUrl base,
    int connections,
    int threads,
    int blockSize,
    int periodMs,
    int blocksPerRequest,
    long requests,
    OptionalDouble requestsPerSecond,
    long seed,
    Duration peerLimit) {}
