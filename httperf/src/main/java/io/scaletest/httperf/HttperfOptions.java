package io.scaletest.httperf;

import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.shutdown.StopAfterOption;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.httperf.client.LoadPlan;
import io.scaletest.httperf.tls.TlsProvider;
import io.scaletest.httperf.transfer.BlockRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options, for {@code @Mixin}. The first nine and their defaults are the original's. */
final class HttperfOptions {
  /** What the original's server allows a connection, times the connections. */
  private static final int THREADS_MAX = 1_000_000;

  private static final int CONNECTIONS_MAX = 10_000;
  private static final double MS_PER_S = 1_000;
  private static final String DEFAULT_RESULTS = "{{.RunID}}-httperf";
  private static final Duration PEER_LIMIT_MIN = Duration.ofMillis(200);

  /** Each millisecond: 33 Gbit/s a loop, from every server that knows /blocks. */
  private static final int SATURATING_BLOCK_BYTES = 4 * 1024 * 1024;

  private static final int SATURATING_PERIOD_MS = 1;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec tool = CommandSpec.create();

  @Option(
      names = {"-listen", "--listen"},
      paramLabel = "<[host:]port>",
      defaultValue = "8080",
      description =
          "Port at which to listen, of one address or of all; 0 takes any free one"
              + " (default: ${DEFAULT-VALUE}).")
  private String listen = "";

  @Option(
      names = {"-base-url", "--base-url"},
      paramLabel = "<url>",
      defaultValue = "",
      description = "Base URL to request, https://host:port; given, this is a client, too.")
  private String baseUrl = "";

  @Option(
      names = {"-connections", "--connections"},
      paramLabel = "<n>",
      defaultValue = "1",
      description = "Client: connections to open (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = {"-threads", "--threads"},
      paramLabel = "<n>",
      defaultValue = "1",
      description =
          "Client: loops making requests, balanced over the connections"
              + " (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = {"-block-size", "--block-size"},
      paramLabel = "<bytes>",
      defaultValue = "500",
      description = "Client: block size to request (default: ${DEFAULT-VALUE}).")
  private int blockSize;

  @Option(
      names = {"-period", "--period"},
      paramLabel = "<s>",
      defaultValue = "0.01",
      description =
          "Client: seconds between two blocks to request, rounded to milliseconds"
              + " (default: ${DEFAULT-VALUE}).")
  private double periodSeconds;

  @Option(
      names = {"-blocks-per-request", "--blocks-per-request"},
      paramLabel = "<n>",
      defaultValue = "2001",
      description =
          "Client: fewest blocks of a request; each asks for this up to twice as many"
              + " (default: ${DEFAULT-VALUE}).")
  private int blocksPerRequest;

  @Option(
      names = {"-log-period", "--log-period"},
      paramLabel = "<duration>",
      defaultValue = "1m",
      description = "Between two reports, with -v=2 (default: ${DEFAULT-VALUE}).")
  private Duration logPeriod = Duration.ZERO;

  @Option(
      names = {"-request-rate", "--request-rate"},
      paramLabel = "<1/s>",
      defaultValue = "0",
      description =
          "Client: requests begin at the times of a Poisson process of this rate, whatever the"
              + " server does; 0: each of the threads makes one after the other"
              + " (default: ${DEFAULT-VALUE}).")
  private double requestRate;

  @Option(
      names = {"-saturate", "--saturate"},
      description =
          "Client: ask for as much as the path carries, in place of block-size and period: each of"
              + " the threads asks for 33 Gbit/s, in blocks of 4 MiB.")
  private boolean saturate;

  @Option(
      names = {"-requests", "--requests"},
      paramLabel = "<n>",
      defaultValue = "0",
      description = "Client: end after so many requests; 0: never (default: ${DEFAULT-VALUE}).")
  private long requests;

  @Option(
      names = {"-seed", "--seed"},
      paramLabel = "<n>",
      defaultValue = "1",
      description = "Client: seed of all random choices (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-client-only", "--client-only"},
      description = "Do not listen; needs base-url.")
  private boolean clientOnly;

  @Mixin private StopAfterOption stopAfter = new StopAfterOption();

  @Option(
      names = {"-peer-timeout", "--peer-timeout"},
      paramLabel = "<duration>",
      defaultValue = "1m",
      description =
          "Close a connection whose peer sends nothing for so long, not even the answer to a PING"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration peerTimeout = Duration.ZERO;

  @Option(
      names = {"-event-loops", "--event-loops"},
      paramLabel = "<n>",
      defaultValue = "0",
      description =
          "Threads that drive the sockets of each role; 0: one a processor"
              + " (default: ${DEFAULT-VALUE}).")
  private int eventLoops;

  @Option(
      names = {"-tls-cert", "--tls-cert"},
      paramLabel = "<file>",
      defaultValue = "",
      description =
          "Server: PEM file of its certificate and those that vouch for it; none: one is made.")
  private String tlsCertificate = "";

  @Option(
      names = {"-tls-key", "--tls-key"},
      paramLabel = "<file>",
      defaultValue = "",
      description = "Server: PEM file of the certificate's private key.")
  private String tlsKey = "";

  @Option(
      names = {"-tls-version", "--tls-version"},
      paramLabel = "<version>",
      defaultValue = "",
      description = "Only TLS 1.2 or 1.3; empty: both.")
  private String tlsVersion = "";

  @Option(
      names = {"-tls-provider", "--tls-provider"},
      paramLabel = "<name>",
      defaultValue = "auto",
      description =
          "boringssl, bouncycastle, jdk (which cannot log secrets), or auto: the first of them"
              + " that serves (default: ${DEFAULT-VALUE}).")
  private String tlsProvider = "";

  @Option(
      names = {"-no-keylog", "--no-keylog"},
      description = "Do not write the TLS secrets to a file.")
  private boolean noKeyLog;

  @Option(
      names = {"-results", "--results"},
      paramLabel = "<prefix>",
      description =
          "What the names of the result files .summary.json and .hlog begin with; {{.RunID}} stands"
              + " for the run ID; empty: no files (default: {{.RunID}}-httperf with base-url; a"
              + " mere server leaves none).")
  private String results; // null if it is not given

  /** Returns what the options ask for, checked without any input or output. */
  HttperfPlan plan() {
    ListenAddress address = ListenAddress.parse(listen);
    OptionRule.require(
        !logPeriod.isNegative() && !logPeriod.isZero(), "log-period", "> 0", logPeriod);
    OptionRule.require(
        peerTimeout.compareTo(PEER_LIMIT_MIN) >= 0, "peer-timeout", ">= 200ms", peerTimeout);
    OptionRule.requireBetween("event-loops", eventLoops, 0, 1_024);
    OptionRule.require(
        tlsCertificate.isEmpty() == tlsKey.isEmpty(),
        tlsCertificate.isEmpty() ? "tls-cert" : "tls-key",
        "given together with " + (tlsCertificate.isEmpty() ? "tls-key" : "tls-cert"),
        "none");
    OptionRule.require(
        List.of("", "1.2", "1.3").contains(tlsVersion), "tls-version", "1.2 or 1.3", tlsVersion);
    OptionRule.require(
        !clientOnly || !baseUrl.isEmpty(), "client-only", "given with base-url", "no base-url");
    Optional<LoadPlan> load = baseUrl.isEmpty() ? Optional.empty() : Optional.of(load());
    return new HttperfPlan(
        clientOnly ? Optional.empty() : Optional.of(address),
        load,
        logPeriod,
        stopAfter.limit().orElse(Duration.ZERO),
        peerTimeout,
        eventLoops == 0 ? Runtime.getRuntime().availableProcessors() : eventLoops,
        provider(),
        tlsVersion.isEmpty() ? List.of("TLSv1.3", "TLSv1.2") : List.of("TLSv" + tlsVersion),
        !noKeyLog,
        tlsCertificate.isEmpty() ? List.of() : List.of(Path.of(tlsCertificate), Path.of(tlsKey)),
        results != null ? results : load.isPresent() ? DEFAULT_RESULTS : "",
        effective());
  }

  private LoadPlan load() {
    OptionRule.requireBetween("connections", connections, 1, CONNECTIONS_MAX);
    OptionRule.requireBetween("threads", threads, 1, THREADS_MAX);
    OptionRule.requireBetween("block-size", blockSize, 1, BlockRequest.SIZE_MAX);
    OptionRule.requireBetween("blocks-per-request", blocksPerRequest, 1, BlockRequest.BLOCKS_MAX);
    OptionRule.require(requests >= 0, "requests", ">= 0", requests);
    OptionRule.require(
        requestRate >= 0 && Double.isFinite(requestRate), "request-rate", ">= 0", requestRate);
    if (saturate) {
      requireAlone("block-size");
      requireAlone("period");
      blockSize = SATURATING_BLOCK_BYTES;
      periodSeconds = SATURATING_PERIOD_MS / MS_PER_S;
    }
    double periodMs = periodSeconds * MS_PER_S + 0.5;
    OptionRule.require(
        periodMs >= 1 && periodMs < BlockRequest.PERIOD_MS_MAX + 1.0,
        "period",
        "0.0005 to " + BlockRequest.PERIOD_MS_MAX / 1_000,
        periodSeconds);
    long mostBlocks = Math.min(2L * blocksPerRequest - 1, BlockRequest.BLOCKS_MAX);
    try {
      new BlockRequest(blockSize, (int) mostBlocks, (int) periodMs);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("period and blocks-per-request: " + e.getMessage());
    }
    return new LoadPlan(
        base(),
        connections,
        threads,
        blockSize,
        (int) periodMs,
        blocksPerRequest,
        requests,
        requestRate == 0 ? OptionalDouble.empty() : OptionalDouble.of(requestRate),
        seed,
        peerTimeout);
  }

  private void requireAlone(String option) {
    OptionRule.require(
        !tool.commandLine().getParseResult().hasMatchedOption("-" + option),
        "saturate",
        "given without " + option,
        "both");
  }

  private ServerUrl base() {
    String rule = "https://host[:port][/path]";
    ServerUrl base;
    try {
      base = ServerUrl.parse(baseUrl, "");
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(
          "base-url: must be " + rule + ", got " + ServerUrl.withoutSecrets(baseUrl));
    }
    OptionRule.require(
        base.scheme().equals(ServerUrl.HTTPS)
            && base.userInfo().isEmpty()
            && !baseUrl.matches(
                ".*[?#].*"), // paths are made of it, which a query would not survive
        "base-url",
        rule,
        ServerUrl.withoutSecrets(baseUrl));
    return base;
  }

  private TlsProvider provider() {
    try {
      return TlsProvider.of(tlsProvider).resolve(!noKeyLog);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("tls-provider: " + e.getMessage());
    }
  }

  private Map<String, Object> effective() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("listen", listen);
    values.put("base-url", ServerUrl.withoutSecrets(baseUrl));
    values.put("connections", connections);
    values.put("threads", threads);
    values.put("block-size", blockSize);
    values.put("period", periodSeconds);
    values.put("blocks-per-request", blocksPerRequest);
    values.put("log-period", logPeriod.toString());
    values.put("saturate", saturate);
    values.put("request-rate", requestRate);
    values.put("requests", requests);
    values.put("seed", seed);
    values.put("client-only", clientOnly);
    values.put("stop-after", stopAfter.limit().orElse(Duration.ZERO).toString());
    values.put("peer-timeout", peerTimeout.toString());
    values.put("event-loops", eventLoops);
    values.put("tls-version", tlsVersion);
    values.put("tls-provider", tlsProvider);
    values.put("no-keylog", noKeyLog);
    return values;
  }
}
