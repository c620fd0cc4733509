package io.scaletest.httperf;

import io.scaletest.httperf.client.LoadPlan;
import io.scaletest.httperf.tls.TlsProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The validated options: what one run serves and requests.
 *
 * @param listen where the server listens; empty for no server
 * @param load what the client does; empty for no client
 * @param logPeriod between two reports
 * @param stopAfter ends the run; zero for never
 * @param peerLimit after which a silent peer's connection is closed
 * @param threads event loops of each role
 * @param provider the TLS implementation
 * @param tlsVersions enabled versions
 * @param logsSecrets whether TLS secrets go to a file
 * @param identity certificates and key, in this order; empty for a certificate of its own making
 * @param resultsPrefix what the names of the result files begin with, {@code {{.RunID}}} put in
 *     later; empty for no files
 * @param options effective values by name, for the summary
 */
record HttperfPlan(
    Optional<ListenAddress> listen,
    Optional<LoadPlan> load,
    Duration logPeriod,
    Duration stopAfter,
    Duration peerLimit,
    int threads,
    TlsProvider provider,
    List<String> tlsVersions,
    boolean logsSecrets,
    List<Path> identity,
    String resultsPrefix,
    Map<String, Object> options) {}
