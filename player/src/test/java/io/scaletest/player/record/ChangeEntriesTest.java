package io.scaletest.player.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.watching.reflector.Change;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeEntriesTest {
  private static final ObjectKind PODS = new ObjectKind("", "v1", "pods", "Pod", true);

  private final Losses losses = new Losses();
  private final ChangeEntries entries = new ChangeEntries(new BodyScrubber(false), losses);
  private int version = 100;

  private Optional<TraceEntry> seen(ObjectKind kind, Change.Type type, String json) {
    Map<String, Object> object =
        JsonTree.object(
                json.replace('\'', '"')
                    .replace(
                        "'META'".replace('\'', '"'),
                        "\"namespace\":\"n\",\"name\":\"a\",\"uid\":\"u\",\"creationTimestamp\":\"x\","
                            + "\"managedFields\":[],\"resourceVersion\":\""
                            + ++version
                            + "\"")
                    .getBytes(StandardCharsets.UTF_8))
            .orElseThrow();
    return entries.entry(kind, type, object, version, false);
  }

  private static String said(Optional<TraceEntry> entry) {
    return entry
        .map(
            each ->
                each.verb()
                    + " "
                    + each.resource().label()
                    + " "
                    + each.outcome().code()
                    + " "
                    + each.traffic().label())
        .orElse("-");
  }

  private static String body(Optional<TraceEntry> entry) {
    return new String(entry.orElseThrow().body().bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void theLifeOfAPodIsTheRequestsThatMadeIt() {
    Optional<TraceEntry> created =
        seen(
            PODS,
            Change.Type.ADDED,
            "{'metadata':{'META'},'spec':{'x':1},'status':{'phase':'Pending'}}");
    assertThat(said(created)).isEqualTo("create pods 201 client");
    assertThat(body(created))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"namespace\":\"n\",\"name\":\"a\"},\"spec\":{\"x\":1}}");
    assertThat(created.orElseThrow().outcome().resourceVersion()).isEqualTo(101);

    Optional<TraceEntry> bound =
        seen(
            PODS,
            Change.Type.UPDATED,
            "{'metadata':{'META'},'spec':{'x':1,'nodeName':'n7'},'status':{'phase':'Pending'}}");
    assertThat(said(bound)).isEqualTo("create pods/binding 201 controller");
    assertThat(body(bound)).contains("\"target\":{\"kind\":\"Node\",\"name\":\"n7\"}");

    Optional<TraceEntry> running =
        seen(
            PODS,
            Change.Type.UPDATED,
            "{'apiVersion':'v1','kind':'Pod','metadata':{'META'},'spec':{'x':1,'nodeName':'n7'},'status':{'phase':'Running'}}");
    assertThat(said(running)).isEqualTo("update pods/status 200 status");
    assertThat(body(running)).endsWith("\"status\":{\"phase\":\"Running\"}}");

    String deleting =
        "{'metadata':{'deletionTimestamp':'t','META'},'spec':{'x':1,'nodeName':'n7'},'status':{'phase':'%s'}}";
    assertThat(said(seen(PODS, Change.Type.UPDATED, String.format(deleting, "Running"))))
        .isEqualTo("delete pods 200 client");
    assertThat(said(seen(PODS, Change.Type.UPDATED, String.format(deleting, "Succeeded"))))
        .isEqualTo("update pods/status 200 status");
    assertThat(said(seen(PODS, Change.Type.DELETED, "{'metadata':{'META'}}"))).isEqualTo("-");
    assertThat(losses.tree()).containsEntry("withoutCaller", 5L);
  }

  @Test
  void valuesAreScrubbedAndOwnersAreControllers() {
    Optional<TraceEntry> created =
        seen(
            ObjectKind.CONFIG_MAP,
            Change.Type.ADDED,
            "{'metadata':{'META','ownerReferences':[{'controller':true,'name':'o'}]},'data':{'a':'hush'}}");
    assertThat(said(created)).isEqualTo("create configmaps 201 controller");
    assertThat(body(created)).contains("\"data\":{\"a\":\"AAAA\"}").doesNotContain("hush");
    assertThat(said(seen(ObjectKind.CONFIG_MAP, Change.Type.UPDATED, "{'metadata':{'META'}}")))
        .isEqualTo("update configmaps 200 client");
    Optional<TraceEntry> deleted =
        seen(ObjectKind.CONFIG_MAP, Change.Type.DELETED, "{'metadata':{'META'}}");
    assertThat(said(deleted)).isEqualTo("delete configmaps 200 client");
    assertThat(deleted.orElseThrow().body()).isEqualTo(TraceBody.none());
  }

  @Test
  void whatIsThereIsInitialAndIsTrafficOfNobody() {
    Map<String, Object> there =
        JsonTree.of("metadata", JsonTree.of("name", "a", "namespace", "n", "uid", "u"));

    TraceEntry entry = entries.entry(PODS, Change.Type.ADDED, there, 5, true).orElseThrow();

    assertThat(entry.kind()).isEqualTo(EntryKind.INITIAL);
    assertThat(entry.verb()).isEmpty();
    assertThat(entry.traffic()).isEqualTo(TrafficClass.CLIENT);
    assertThat(losses.tree()).isEmpty();
  }
}
