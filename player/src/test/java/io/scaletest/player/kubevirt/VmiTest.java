package io.scaletest.player.kubevirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VmiTest {
  private static final String NOW = "2026-01-02T03:04:05Z";

  private static Map<String, Object> tree(String text) {
    return JsonTree.ownObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> put(Vmi.Change change) {
    return JsonTree.ownObject(change.put("stamp").body());
  }

  @Test
  void aPhaseHasOneTimeTheFirst() {
    Vmi vmi =
        new Vmi(
            tree(
                "{'metadata':{'name':'a','namespace':'n'},'status':{'phase':'Pending',"
                    + "'phaseTransitionTimestamps':[{'phase':'Pending',"
                    + "'phaseTransitionTimestamp':'then'}]}}"));
    Map<String, Object> put =
        put(
            vmi.change()
                .phase("Scheduling", NOW)
                .phase("Pending", NOW)
                .phase("Scheduling", "late"));
    assertThat(JsonTree.objects(JsonTree.child(put, "status"), "phaseTransitionTimestamps"))
        .containsExactly(
            Map.of("phase", "Pending", "phaseTransitionTimestamp", "then"),
            Map.of("phase", "Scheduling", "phaseTransitionTimestamp", NOW));
    assertThat(vmi.phase()).as("the copy was changed").isEqualTo("Pending");
  }

  @Test
  void aPatchOfReadyTestsWhatWasSeen() {
    Vmi vmi =
        new Vmi(
            tree(
                "{'status':{'conditions':[{'type':'Ready','status':'False','reason':"
                    + "'GuestNotRunning'},{'type':'LiveMigratable','status':'True'}]}}"));
    assertThat(vmi.ready()).isEqualTo("False GuestNotRunning");
    String patch = new String(vmi.readyPatch("True", "", NOW), StandardCharsets.UTF_8);
    assertThat(patch)
        .startsWith(
            "[{\"op\":\"test\",\"path\":\"/status/conditions\",\"value\":[{\"type\":\"Ready\","
                + "\"status\":\"False\"")
        .contains(
            "{\"op\":\"replace\",\"path\":\"/status/conditions\",\"value\":[{\"type\":\"Ready\","
                + "\"status\":\"True\"")
        .endsWith("{\"type\":\"LiveMigratable\",\"status\":\"True\"}]}]");
  }

  @Test
  void aLauncherIsUpWhenComputeRunsAndTheOthersAreReady() {
    String pod =
        "{'status':{'phase':'Running','containerStatuses':[{'name':'compute','ready':false,"
            + "'state':{'running':{}}},{'name':'volumedisk0','ready':true,'state':{}}]}}";
    assertThat(new LauncherPod(tree(pod)).isUp()).isTrue();
    assertThat(new LauncherPod(tree(pod.replace("true", "false"))).isUp()).isFalse();
    assertThat(new LauncherPod(tree(pod.replace("running", "waiting"))).isUp()).isFalse();
    assertThat(new LauncherPod(tree("{'status':{'phase':'Running'}}")).isUp()).isFalse();
  }

  @Test
  void aLauncherBelongsToItsVmiAndLastsAsLongAsItsGuest() {
    Vmi vmi =
        new Vmi(
            tree(
                "{'metadata':{'name':'1.2-3','namespace':'n','uid':'u'},"
                    + "'spec':{'nodeSelector':{'a':'b'},'terminationGracePeriodSeconds':7}}"));
    Map<String, Object> pod =
        JsonTree.ownObject(LauncherPod.body(LauncherPod.common(), vmi, "run", 1_500_000_000L));
    assertThat(JsonWriter.text(JsonTree.child(pod, "metadata")))
        .contains(
            "\"generateName\":\"virt-launcher-1.2-3-\"",
            "\"kubevirt.io/created-by\":\"u\"",
            "\"scaletest/stop\":\"1500ms\"",
            "\"scaletest/runid\":\"run\"",
            "\"controller\":true");
    assertThat(JsonTree.text(pod, "spec", "hostname")).isEqualTo("1-2-3");
    assertThat(JsonTree.text(pod, "spec", "terminationGracePeriodSeconds")).isEqualTo("22");
    assertThat(JsonTree.child(JsonTree.child(pod, "spec"), "nodeSelector"))
        .containsEntry("a", "b")
        .containsEntry("kubevirt.io/schedulable", "true");
  }
}
