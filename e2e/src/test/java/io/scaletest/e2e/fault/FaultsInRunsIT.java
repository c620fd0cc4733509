package io.scaletest.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Whatever is thrown wherever a run does its work, it ends soon and in order: with status 70, a
 * verdict that says what broke, its table, and no object left that it does not name.
 */
@Timeout(180)
class FaultsInRunsIT {
  private static final int WATCHED_OBJECTS = 20;
  static final String WATCHED = "watched";
  private static final String OBJECTS = "/api/v1/namespaces/scaletest/configmaps";
  private static final String FLUNDERS =
      "/apis/wardle.example.com/v1alpha1/namespaces/" + WATCHED + "/flunders";

  private static EmbeddedCluster cluster;

  @TempDir private Path folder;

  /** Work of a run that throws. */
  private enum Work {
    ARRIVALS(LongRun.CMDRIVER, "io.scaletest.common.arrival.PoissonArrivals", "nextNs", 30),
    CREATE(LongRun.CMDRIVER, "io.scaletest.driving.lifecycle.KindLifecycle", "create", 30),
    DELETE(LongRun.CMDRIVER, "io.scaletest.driving.lifecycle.KindLifecycle", "delete", 10),
    SENDING(LongRun.CMDRIVER, "io.scaletest.kube.transport.HttpTransport", "send", 30),
    ANSWER(LongRun.CMDRIVER, "io.scaletest.driving.recording.OperationSeries", "succeeded", 30),
    ROW(LongRun.CMDRIVER, "io.scaletest.common.datafile.DriverRows$Row", "append", 30),
    ROW_WRITER(LongRun.CMDRIVER, "io.scaletest.common.datafile.RowFile", "write", 5),
    INTERVAL(LongRun.CMDRIVER, "io.scaletest.common.latency.LatencyLog", "writeInterval", 1),
    CLEAN_UP(LongRun.CMDRIVER, "io.scaletest.driving.cleanup.Cleanup", "deleteAll", 1),
    PHASE(LongRun.CLOSED, "io.scaletest.driving.closedloop.PhaseOrder", "next", 30),
    UPDATE(LongRun.CLOSED, "io.scaletest.cmdriverclosed.UpdatedConfigMaps", "update", 10),
    CLOSED_ANSWER(
        LongRun.CLOSED, "io.scaletest.driving.recording.OperationSeries", "succeeded", 30),
    MAILBOX(LongRun.CM_LOGGER, "io.scaletest.watching.object.EventDecoder", "decodeEvent", 5),
    LISTENER(LongRun.CM_LOGGER, "io.scaletest.watching.logger.ProblemLog", "onChange", 5),
    WORKER(LongRun.CM_LOGGER, "io.scaletest.watching.changes.ChangeRecorder", "handle", 5),
    LOGGER_ROW(LongRun.CM_LOGGER, "io.scaletest.watching.changes.ChangeRow", "append", 5),
    LOOP_OPENED(LongRun.FLUNDER_WATCH, "io.scaletest.flunderwatch.EventLog", "onOpened", 2),
    LOOP_EVENT(LongRun.FLUNDER_WATCH, "io.scaletest.flunderwatch.EventLog", "onEvent", 2);

    private final LongRun run;
    private final ThrowingDebugger.Place place;

    Work(LongRun run, String type, String method, int call) {
      this.run = run;
      this.place = new ThrowingDebugger.Place(type, method, call);
    }
  }

  @BeforeAll
  static void start() {
    cluster = EmbeddedCluster.start(ServerSettings.defaults());
    post("/api/v1/namespaces", WATCHED);
    for (int i = 0; i < WATCHED_OBJECTS; i++) {
      post("/api/v1/namespaces/" + WATCHED + "/configmaps", "a-" + i);
    }
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  private static void post(String path, String name) {
    assertThat(cluster.api().post(path, "{\"metadata\":{\"name\":\"" + name + "\"}}").succeeded())
        .as(path + " " + name)
        .isTrue();
  }

  static List<Arguments> cases() {
    return FaultyRun.eachWithEachFault(Work.values());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRunEndsInOrder(Work work, Class<? extends Throwable> fault) throws Exception {
    try (FaultyRun run =
        new FaultyRun(work.run, work.place, fault, folder, "-kubeconfig=" + cluster.kubeconfig())) {
      if (work == Work.LOOP_EVENT) {
        run.process().awaitOutput("watchers has an open watch", FaultyRun.LIMIT);
        post(FLUNDERS, fault.getSimpleName().toLowerCase(Locale.ROOT));
      } else if (work == Work.CLEAN_UP) {
        run.process().awaitOutput(text -> !objects().isEmpty(), FaultyRun.LIMIT);
        run.process().signal("TERM");
      }
      run.assertEndsInOrder();
      if (work == Work.CLEAN_UP) {
        assertThat(run.process().stderr())
            .contains(objects().size() + " objects may be left", "scaletest gc -runid run");
        objects().forEach(object -> cluster.api().delete(OBJECTS + "/" + name(object)));
      }
    }
    assertThat(objects()).isEmpty();
  }

  private static List<JsonNode> objects() {
    return cluster.configMaps("scaletest", "");
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asString();
  }
}
