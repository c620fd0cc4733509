package io.scaletest.dropin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.live.LiveRun;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.MeasuredWindow;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.fabric8.http.ClientThreads;
import io.scaletest.fabric8.http.TransportHttpClientFactory;
import io.scaletest.fabric8.traffic.TrafficRecorder;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.metrics.ClientMetrics;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The measurement of the program that this jar was added to: begins with its first client, ends
 * with the JVM, and is told then, in a shutdown hook. What goes wrong with it is said and leaves
 * the program alone. Safe for use by many threads.
 */
final class MeasuredProgram {
  private static final Logger LOG = LoggerFactory.getLogger(MeasuredProgram.class);
  private static final String TOOL = "measure";
  private static final int WORKERS = 8;

  /** fabric8 has limits of its own for each request; beyond this it never asked for one. */
  private static final int REQUEST_TIMEOUT_MS = 600_000;

  private static final int CONNECT_TIMEOUT_MS = 10_000;

  /** Reasons why something was not seen; more than a handful say nothing new. */
  private static final int NOT_MEASURED_MAX = 20;

  private final DropInSettings settings;
  private final WallClock clock = WallClock.anchoredTo(Ticker.system());
  private final RunFaults faults = new RunFaults(status -> {});
  private final PrintStream out = System.err;
  private final ExecutorService workers = ClientThreads.answers("scaletest-answers", WORKERS);
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ClientMetrics metrics = ClientMetrics.register(registry);
  private final TrafficRecorder recorder;
  private final MeasuredWindow window = MeasuredWindow.start(clock.ticker(), faults);

  @GuardedBy("this")
  private final Map<ClientConfiguration, HttpTransport> transports = new HashMap<>();

  @GuardedBy("this")
  private final Set<String> notMeasured = new LinkedHashSet<>();

  /** Made when the program makes its first client; either of the two is null. */
  private static final class Holder {
    private static final MeasuredProgram INSTANCE;
    private static final String FAILURE;

    static {
      MeasuredProgram started = null;
      String failure = null;
      try {
        started = start();
      } catch (IllegalArgumentException | ToolException e) {
        failure = TOOL + ": " + e.getMessage();
      }
      INSTANCE = started;
      FAILURE = failure;
    }
  }

  /**
   * @throws IllegalStateException if a setting cannot be used: a program that is to be measured
   *     does not go on unmeasured
   */
  static MeasuredProgram get() {
    if (Holder.INSTANCE == null) {
      throw new IllegalStateException(Holder.FAILURE);
    }
    return Holder.INSTANCE;
  }

  private MeasuredProgram(DropInSettings settings) {
    this.settings = settings;
    this.recorder =
        settings
            .rows()
            .map(
                path ->
                    TrafficRecorder.withRows(
                        path,
                        CommonExit.OUTPUT,
                        clock,
                        (file, written, cause) ->
                            LOG.error("{}: {} after {} rows", file, cause, written),
                        faults))
            .orElseGet(() -> TrafficRecorder.withoutRows(clock));
  }

  private static MeasuredProgram start() {
    DropInSettings settings = DropInSettings.read(System::getProperty, System::getenv);
    MeasuredProgram program = new MeasuredProgram(settings);
    MetricsServer.start(
            "scaletest.metrics-port",
            settings.metricsPort(),
            CommonExit.USAGE,
            program.registry,
            program.faults)
        .ifPresent(program::show);
    Runtime.getRuntime().addShutdownHook(new Thread(program::tell, "scaletest-summary"));
    return program;
  }

  private void show(MetricsServer server) {
    LOG.info("metrics at port {}", server.port());
    LiveRun.Builder live = LiveRun.builder(TOOL, version(), settings.runId(), clock);
    server.live().show(recorder.show(live).build());
  }

  /**
   * Returns a builder of measured clients.
   *
   * @throws ConfigurationException if the transport cannot do what the configuration says
   */
  HttpClient.Builder newBuilder(Config config) throws ConfigurationException {
    ClientConfiguration configuration = UserConfig.of(config);
    TransportHttpClientFactory factory =
        new TransportHttpClientFactory(
            transport(configuration),
            configuration.base(),
            configuration.pathPrefix(),
            workers,
            faults,
            new UnmeasuredWebSockets(config, this));
    return factory.newBuilderWithLogIn(config);
  }

  /** One for each server and log-in: programs make client after client. */
  private synchronized HttpTransport transport(ClientConfiguration configuration)
      throws ConfigurationException {
    HttpTransport known = transports.get(configuration);
    if (known == null) {
      TransportLimits limits =
          TransportLimits.defaults().toBuilder()
              .timeoutsMs(REQUEST_TIMEOUT_MS, CONNECT_TIMEOUT_MS)
              .build();
      known =
          HttpTransport.open(
              configuration,
              limits,
              clock.ticker(),
              (request, authority, reply) -> {
                metrics.answered(request, authority, reply);
                recorder.answered(request, authority, reply);
              },
              faults);
      transports.put(configuration, known);
    }
    return known;
  }

  /** Some of the program's requests are not seen, which the verdict is to say. */
  synchronized void notMeasured(String what) {
    if (notMeasured.size() < NOT_MEASURED_MAX && notMeasured.add(what)) {
      LOG.warn("not measured: {}", what);
    }
  }

  private void tell() {
    try {
      recorder.close();
      MeasuredWindow.Facts measured = window.end();
      Judgement judgement = new Judgement().window(measured).clockDrift(clock.driftNs());
      faults.first().ifPresent(fault -> judgement.broken(fault.toString()));
      List<String> missing;
      synchronized (this) {
        missing = new ArrayList<>(notMeasured);
      }
      for (String what : missing) {
        judgement.add(Verdict.Status.INVALID, Verdict.Side.RUN, "not measured: " + what);
      }
      recorder.judge(judgement);
      RunSummary.Builder builder =
          RunSummary.builder(TOOL, version(), settings.runId())
              .period(clock.at(measured.startNs()), clock.at(measured.endNs()))
              .window(measured)
              .verdict(judgement.verdict());
      recorder.tell(builder);
      settings.rows().ifPresent(path -> builder.file("rows", path));
      settings.summary().ifPresent(path -> builder.file("summary", path));
      RunSummary summary = builder.build();
      out.print(summary.render());
      out.flush();
      settings.summary().ifPresent(summary::write);
    } catch (RuntimeException | Error e) {
      out.println("scaletest: no summary: " + e);
    }
  }

  private static String version() {
    String version = MeasuredProgram.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }
}
