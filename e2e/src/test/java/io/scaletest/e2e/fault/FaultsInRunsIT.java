package io.scaletest.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.controlplane.SideBySide;
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

/**
 * Whatever is thrown wherever a run does its work, it ends soon and in order: with status 70, a
 * verdict that says what broke, its table, and no object left that it does not name.
 */
@SideBySide
@Timeout(300)
class FaultsInRunsIT {
  private static final int WATCHED_OBJECTS = 20;
  static final String WATCHED = "watched";

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
    UPDATE(LongRun.CLOSED, "io.scaletest.driving.lifecycle.KindLifecycle", "update", 10),
    CLOSED_ANSWER(
        LongRun.CLOSED, "io.scaletest.driving.recording.OperationSeries", "succeeded", 30),
    MAILBOX(LongRun.CM_LOGGER, "io.scaletest.watching.object.JsonDecoder", "decodeEvent", 5),
    LISTENER(LongRun.CM_LOGGER, "io.scaletest.watching.logger.ProblemLog", "onChange", 5),
    WORKER(LongRun.CM_LOGGER, "io.scaletest.watching.changes.ChangeRecorder", "handle", 5),
    LOGGER_ROW(LongRun.CM_LOGGER, "io.scaletest.watching.changes.ChangeRow", "append", 5),
    LOOP_OPENED(LongRun.FLUNDER_WATCH, "io.scaletest.watching.watchers.EventLog", "onOpened", 2),
    LOOP_EVENT(LongRun.FLUNDER_WATCH, "io.scaletest.watching.watchers.EventLog", "onEvent", 2);

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
    create(new NamespaceBuilder().withNewMetadata().withName(WATCHED).endMetadata().build());
    for (int i = 0; i < WATCHED_OBJECTS; i++) {
      create(
          new ConfigMapBuilder()
              .withNewMetadata()
              .withNamespace(WATCHED)
              .withName("a-" + i)
              .endMetadata()
              .build());
    }
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  private static void create(HasMetadata object) {
    cluster.client().resource(object).create();
  }

  private static void createFlunder(String name) {
    GenericKubernetesResource flunder = new GenericKubernetesResource();
    flunder.setApiVersion("wardle.example.com/v1alpha1");
    flunder.setKind("Flunder");
    flunder.setMetadata(new ObjectMetaBuilder().withNamespace(WATCHED).withName(name).build());
    create(flunder);
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
        createFlunder(fault.getSimpleName().toLowerCase(Locale.ROOT));
      } else if (work == Work.CLEAN_UP) {
        run.process().awaitOutput(text -> objects().size() > 1, FaultyRun.LIMIT);
        run.process().signal("TERM");
      }
      run.assertEndsInOrder();
      if (work == Work.CLEAN_UP) {
        assertThat(run.process().stderr())
            .contains(objects().size() + " objects may be left", "scaletest gc -runid run");
        cluster.client().resourceList(objects()).delete();
      }
    }
    assertThat(objects()).isEmpty();
  }

  private static List<ConfigMap> objects() {
    return cluster.configMaps("scaletest", "");
  }
}
