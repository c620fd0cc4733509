package io.scaletest.player.kubevirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.WallClock;
import io.scaletest.player.actors.ActorContext;
import io.scaletest.player.actors.ActorRequests;
import io.scaletest.player.watch.WatchParts;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VirtControllerTest {
  private static final String VMI = "/apis/kubevirt.io/v1/namespaces/n/virtualmachineinstances/a";
  private static final String POD = "/api/v1/namespaces/n/pods/virt-launcher-1";
  private static final String PODS = "/api/v1/pods";
  private static final String EVENT = "POST /api/v1/namespaces/n/events";

  @RegisterExtension final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final FakeApi api = new FakeApi(ticker);
  private final List<String> measured = new ArrayList<>();
  private VirtController controller;

  @BeforeEach
  void start() {
    ActorContext context =
        new ActorContext(
            "r",
            new ActorRequests(
                VirtController.NAME,
                api,
                (actor, operation, resource, due, reply) ->
                    measured.add(operation.word() + "-" + resource)),
            new WatchParts(api, api, ticker, faults, 1),
            WallClock.startingAt(Instant.parse("2026-01-02T03:04:05Z"), ticker),
            new AnnotationTimestamps(ZoneOffset.UTC),
            faults,
            1);
    controller = new VirtController(context, 10, 1_000_000_000L);
    controller.start();
  }

  private static Map<String, Object> tree(String text) {
    return JsonTree.ownObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private void vmi(String type, String metadata, String status) {
    api.change(
        Vmi.COLLECTION,
        type,
        tree(
            "{'apiVersion':'kubevirt.io/v1','kind':'VirtualMachineInstance','metadata':{'name':'a',"
                + "'namespace':'n','uid':'u','finalizers':['f']"
                + metadata
                + "},'spec':{},'status':{"
                + status
                + "}}"));
  }

  private void pod(String type, String metadata, String node, String status) {
    api.change(
        PODS,
        type,
        tree(
            "{'metadata':{'name':'virt-launcher-1','namespace':'n','uid':'p','labels':{"
                + "'kubevirt.io/created-by':'u'"
                + metadata
                + "},'spec':{'nodeName':'"
                + node
                + "'},'status':{"
                + status
                + "}}"));
  }

  private List<String> asked() {
    List<String> asked = List.copyOf(api.asked);
    api.asked.clear();
    return asked;
  }

  private static final String UP =
      "'phase':'Running','qosClass':'Guaranteed','containerStatuses':[{'name':'compute',"
          + "'state':{'running':{}}}],'conditions':[{'type':'Ready','status':'True'}]";
  private static final String OBSERVED =
      ",'annotations':{'kubevirt.io/latest-observed-api-version':'v1'}";

  @Test
  void aVmiIsBroughtUpInTheOrderOfKubevirt() {
    vmi("ADDED", "", "'phase':'Pending'");
    assertThat(asked())
        .containsExactly(
            "PUT " + VMI,
            "POST /api/v1/namespaces/n/pods",
            EVENT,
            "PATCH " + POD + "/status",
            "PUT " + VMI);
    pod("ADDED", "}", "", "");
    assertThat(asked()).as("the pod is noted").containsExactly("PUT " + VMI);
    pod("MODIFIED", "}", "node-1", "");
    assertThat(asked()).as("its node is noted").containsExactly("PUT " + VMI);
    pod("MODIFIED", "}", "node-1", UP);
    assertThat(asked()).as("it is handed over").containsExactly("PUT " + VMI, "PATCH " + POD);
    Map<String, Object> put = JsonTree.ownObject(last("PUT").getBytes(StandardCharsets.UTF_8));
    assertThat(JsonTree.text(put, "metadata", "labels", Vmi.NODE_LABEL)).isEqualTo("node-1");
    assertThat(JsonTree.text(put, "status", "phase")).isEqualTo("Scheduled");
    assertThat(measured)
        .containsExactly(
            "update-virtualmachineinstances",
            "create-pods",
            "create-events",
            "patch-pods-status",
            "update-virtualmachineinstances",
            "update-virtualmachineinstances",
            "update-virtualmachineinstances",
            "update-virtualmachineinstances",
            "patch-pods");
  }

  private String last(String method) {
    return api.requests.stream()
        .filter(request -> request.method().equals(method))
        .reduce((before, after) -> after)
        .map(request -> new String(request.body(), StandardCharsets.UTF_8))
        .orElseThrow();
  }

  @Test
  void aGuestThatRunsIsReadyAsItsPodIs() {
    pod("ADDED", ",'kubevirt.io/nodeName':'node-1'}", "node-1", UP);
    vmi("ADDED", OBSERVED, "'phase':'Running'");
    assertThat(asked()).containsExactly("PATCH " + VMI);
    assertThat(last("PATCH")).contains("\"type\":\"Ready\",\"status\":\"True\"");
    vmi("MODIFIED", OBSERVED, "'phase':'Running','conditions':[{'type':'Ready','status':'True'}]");
    assertThat(asked()).isEmpty();
  }

  @Test
  void aVmiIsTakenAwayWhenItsGuestHasEndedAndItsPodIsGone() {
    String deleting = OBSERVED + ",'deletionTimestamp':'2026-01-02T03:04:05Z'";
    pod("ADDED", ",'kubevirt.io/nodeName':'node-1'}", "node-1", UP);
    vmi("ADDED", deleting, "'phase':'Running'");
    assertThat(asked()).containsExactly("DELETE " + POD, EVENT);
    String leaving = ",'kubevirt.io/nodeName':'node-1'},'deletionTimestamp':'then'";
    pod("MODIFIED", leaving, "node-1", UP);
    assertThat(asked()).containsExactly("PATCH " + VMI);
    assertThat(last("PATCH")).contains("PodTerminating");
    pod("DELETED", leaving, "node-1", UP);
    assertThat(asked()).as("its node has not said that it has ended").isEmpty();
    vmi("MODIFIED", deleting, "'phase':'Succeeded'");
    assertThat(asked()).containsExactly("PUT " + VMI);
    assertThat(last("PUT")).contains("\"finalizers\":[]");
  }

  @Test
  void aConflictIsTriedAgainWithTheObjectAsItIsThen() {
    api.refusals.add(409);
    vmi("ADDED", "", "'phase':'Pending'");
    assertThat(asked()).containsExactly("PUT " + VMI);
    assertThat(controller.conflicts()).isEqualTo(1);
    vmi("MODIFIED", ",'labels':{'fresh':'yes'}", "'phase':'Pending'");
    assertThat(asked()).hasSize(5);
    api.runPlanned();
    assertThat(asked()).as("it was done already").isEmpty();
    assertThat(last("PUT")).contains("\"fresh\":\"yes\"");
    assertThat(controller.retries()).isEqualTo(1);
  }

  @Test
  void aPodWhoseGateCouldNotBeOpenedGetsItOpenedInTheNextPass() {
    api.refusals.addAll(List.of(200, 200, 200, 500));
    vmi("ADDED", "", "'phase':'Pending'");
    assertThat(asked()).endsWith("PATCH " + POD + "/status");
    pod("ADDED", "}", "", "");
    assertThat(asked()).startsWith("PATCH " + POD + "/status", "PUT " + VMI);
    assertThat(last("PUT")).contains("\"phase\":\"Scheduling\"");
    api.runPlanned();
    assertThat(asked()).as("it is open").isEmpty();
  }

  @Test
  void nothingIsDoneByAStateOlderThanTheOwnLastWrite() {
    api.telling = false;
    vmi("ADDED", "", "'phase':'Pending'");
    assertThat(asked()).containsExactly("PUT " + VMI);
    // Somebody's event, with the state from before the write.
    pod("ADDED", "}", "", "");
    assertThat(asked()).isEmpty();
  }

  @Test
  void noSecondPodIsMadeWhileTheFirstHasNotBeenSeen() {
    vmi("ADDED", "", "'phase':'Pending'");
    asked();
    vmi("MODIFIED", OBSERVED, "'phase':'Pending'");
    assertThat(asked()).isEmpty();
  }
}
