package io.scaletest.player.anonymise;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.edit.Selection;
import io.scaletest.player.edit.TraceEdit;
import io.scaletest.player.trace.Caller;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ObjectName;
import io.scaletest.player.trace.Outcome;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.SourceDetail;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceWriter;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.player.trace.UnpackedTrace;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnonymiserTest {
  private static final byte[] KEY =
      "a key for the tests, always this".getBytes(StandardCharsets.UTF_8);
  private static final ResourcePath PODS = new ResourcePath("", "v1", "pods", "");

  @TempDir private Path folder;

  private final NameCipher names = new NameCipher(KEY, Vocabulary.read());

  private static Caller caller(String user, String agent) {
    return new Caller(user, List.of("system:authenticated", "hunters"), "hunter-admin", agent);
  }

  private static TraceEntry entry(
      ResourcePath resource, ObjectName object, String query, PatchType patch, String body) {
    return new TraceEntry(
        EntryKind.REQUEST,
        TrafficClass.CLIENT,
        1_700_000_000_000_000_000L,
        5_000,
        patch == PatchType.NONE ? "create" : "patch",
        resource,
        object,
        query,
        patch,
        false,
        caller("hunter@corp.example", "hunter-operator/v1.2 (linux/amd64) hunter/abc"),
        "hunter-cp1/audit",
        new Outcome(201, "hunter-uid", 17),
        SourceDetail.RESPONSE,
        body.isEmpty()
            ? TraceBody.none()
            : TraceBody.of(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
        TraceEntry.UNKNOWN,
        UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static ObjectName named(String namespace, String name) {
    return new ObjectName(namespace, name, NameOrigin.REQUEST, "");
  }

  private TraceEntry changed(TraceEntry entry) {
    return new Anonymiser(KEY).changed(entry, 0);
  }

  private static Map<String, Object> body(TraceEntry entry) {
    return JsonTree.object(entry.body().bytes()).orElseThrow();
  }

  private static final String POD =
      "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'hunter-web-0','namespace':'hunter',"
          + "'generateName':'hunter-','uid':'Hunter','labels':{'hunter':'hunter','hunter.example/team':'hunter_x',"
          + "'app':'hunter'},'annotations':{'hunter.example/hunter':'see https://hunter.example:8443/hunter?x=hunter'},"
          + "'finalizers':['hunter.example/hunter'],'managedFields':[{'manager':'hunter','fieldsV1':{'f:metadata':{'f:labels':{'f:hunter':{}}}}}],"
          + "'ownerReferences':[{'apiVersion':'apps/v1','kind':'ReplicaSet','name':'hunter-web','uid':'u-hunter'}]},"
          + "'spec':{'nodeName':'hunter-node','serviceAccountName':'hunter','nodeSelector':{'hunter':'hunter'},"
          + "'hostname':'HUNTER','tolerations':[{'key':'hunter','value':'hunter','operator':'Equal'}],"
          + "'topologySpreadConstraints':[{'topologyKey':'hunter.example/rack'}],"
          + "'imagePullSecrets':[{'name':'hunter-pull'}],"
          + "'containers':[{'name':'hunter','image':'hunter.example:5000/hunter/web:hunter@sha256:0123456789abcdef0123456789abcdef',"
          + "'command':['/hunter'],'args':['--hunter=hunter'],'workingDir':'/srv/hunter',"
          + "'env':[{'name':'HUNTER','value':'hunter'},{'name':'A','valueFrom':{'fieldRef':{'fieldPath':'metadata.labels[\\u0027hunter\\u0027]'}}}],"
          + "'envFrom':[{'configMapRef':{'name':'hunter'}}],"
          + "'resources':{'requests':{'cpu':'100m','hunter.example/gpu':'1','memory':'hunter'}},"
          + "'ports':[{'name':'hunter','containerPort':80}],"
          + "'lifecycle':{'preStop':{'httpGet':{'path':'/hunter','httpHeaders':[{'name':'X-Hunter','value':'hunter'}]}}}}]},"
          + "'status':{'phase':'Hunter','message':'hunter is größer','hostIP':'10.1.2.3'}}";

  /** Entries with the word wherever a trace has a text that may be anybody's own. */
  private static List<TraceEntry> withTheWordEverywhere() {
    ResourcePath configMaps = new ResourcePath("", "v1", "configmaps", "");
    ResourcePath definitions =
        new ResourcePath("apiextensions.k8s.io", "v1", "customresourcedefinitions", "");
    return List.of(
        entry(
            PODS,
            new ObjectName("hunter", "hunter-web-0", NameOrigin.ANSWER, "hunter-"),
            "labelSelector=hunter%3Dhunter%2Ctier+in+(hunter,b)&fieldSelector=spec.nodeName%3Dhunter"
                + "&fieldManager=hunter&hunter=hunter&limit=hunter&%hunter=%hunter&dryRun=hunter",
            PatchType.NONE,
            POD),
        entry(
            configMaps,
            named("hunter", "hunter"),
            "labelSelector=!hunter,hunter notin (hunter, hunter),((hunter",
            PatchType.NONE,
            "{'data':{'hunter':'hunter','hunter.yaml':'a: hunter'},'binaryData':{'hunter':'aHVudGVy'}}"),
        entry(
            PODS,
            named("hunter", "hunter"),
            "",
            PatchType.JSON,
            "[{'op':'add','path':'/metadata/labels/hunter.example~1team','value':'hunter','hunter':1},"
                + "{'op':'hunter','path':'/spec/nodeSelector/hunter','from':'/metadata/annotations/hunter','value':{'hunter':1}}]"
                    .replace(",'value':{'hunter':1}", "")),
        entry(
            PODS,
            named("hunter", "hunter"),
            "",
            PatchType.STRATEGIC,
            "{'metadata':{'labels':{'hunter':null},'$deleteFromPrimitiveList/finalizers':['hunter']},"
                + "'spec':{'$setElementOrder/containers':[{'name':'hunter'}]}}"),
        entry(
            new ResourcePath("widgets.example", "v1", "widgets", ""),
            named("hunter", "hunter"),
            "",
            PatchType.NONE,
            "{'apiVersion':'widgets.example/v1','kind':'Widget','spec':{'type':'Hunter','group':'hunter','name':'hunter',"
                + "'resource':'hunter','list':['hunter',['hunter']],'min':'hunter','requests':'hunter','value':'hunter'}}"),
        entry(
            definitions,
            named("", "widgets.widgets.example"),
            "",
            PatchType.NONE,
            "{'metadata':{'name':'widgets.widgets.example','annotations':{'hunter':'hunter'}},'spec':{'group':'widgets.example',"
                + "'names':{'plural':'widgets','kind':'Widget'},'conversion':{'webhook':{'clientConfig':{'service':{'name':'hunter'}}}},"
                + "'versions':[{'name':'v1','schema':{'openAPIV3Schema':{'type':'object','description':'of hunter',"
                + "'properties':{'a':{'enum':['hunter'],'default':'hunter','pattern':'^hunter$'}}}}}]}}"),
        entry(ResourcePath.NONE, named("", "/hunter/hunter"), "", PatchType.NONE, ""),
        entry(ResourcePath.NONE, named("", "/healthz/hunter"), "", PatchType.NONE, ""),
        entry(
            ResourcePath.NONE,
            named("", "/apis/a/b/c/hunter"),
            "hunter",
            PatchType.NONE,
            "'hunter'"),
        entry(PODS, named("hunter", "x"), "", PatchType.NONE, "{hunter"));
  }

  @Test
  void noWordThatIsAnybodysOwnIsLeftInTheWholeFile() throws IOException {
    Path trace = folder.resolve("hunter.trace");
    try (TraceWriter writer =
        TraceWriter.create(
            trace,
            JsonTree.of(
                "program",
                "test",
                "files",
                List.of(JsonTree.of("server", "hunter", "file", "hunter.log")),
                "from",
                List.of(JsonTree.of("file", "hunter", "note", "hunter"))))) {
      for (TraceEntry entry : withTheWordEverywhere()) {
        writer.add(entry);
      }
      writer.finish(
          JsonTree.of("servers", List.of(JsonTree.of("name", "hunter", "clock", "trusted"))));
    }
    assertThat(occurrences(trace)).isGreaterThan(100);

    Path anonymous = folder.resolve("a.trace");
    TraceEdit.write(List.of(trace), Selection.ALL, new Anonymiser(KEY), anonymous, "test");

    assertThat(occurrences(anonymous)).isZero();
    assertThat(UnpackedTrace.of(anonymous))
        .contains(
            "widgets.example", "Widget", "customresourcedefinitions", "fieldSelector=spec.nodeName")
        .contains("\"anonymised\":true", "\"clock\":\"trusted\"");
  }

  private static int occurrences(Path trace) throws IOException {
    String text = UnpackedTrace.of(trace).toLowerCase(Locale.ROOT);
    return text.split("hunter", -1).length - 1;
  }

  @Test
  void whatRefersToEachOtherStillDoes() {
    TraceEntry pod =
        changed(
            entry(
                PODS,
                new ObjectName("shop", "web-7d9f6c-x2k4p", NameOrigin.ANSWER, "web-7d9f6c-"),
                "labelSelector=app%3Dweb,tier in (front,back)",
                PatchType.NONE,
                "{'metadata':{'namespace':'shop','generateName':'web-7d9f6c-','labels':{'app':'web','pod-template-hash':'7d9f6c'},"
                    + "'ownerReferences':[{'kind':'ReplicaSet','name':'web-7d9f6c'}]},"
                    + "'spec':{'nodeName':'node-12','serviceAccountName':'web','volumes':[{'configMap':{'name':'web-settings'}}]}}"));
    Map<String, Object> body = body(pod);
    String web = names.text("web");
    String hash = names.text("7d9f6c");

    assertThat(pod.object().namespace()).isEqualTo(names.text("shop"));
    assertThat(JsonTree.text(body, "metadata", "namespace")).isEqualTo(pod.object().namespace());
    assertThat(pod.object().generateName()).isEqualTo(web + "-" + hash + "-");
    assertThat(pod.object().name()).isEqualTo(web + "-" + hash + "-x2k4p");
    assertThat(body.toString())
        .contains("name=" + web + "-" + hash + "}", "pod-template-hash=" + hash)
        .contains("name=" + web + "-" + names.text("settings") + "}");
    assertThat(JsonTree.text(body, "spec", "serviceAccountName")).isEqualTo(web);
    assertThat(JsonTree.text(body, "spec", "nodeName")).isEqualTo(names.text("node") + "-12");
    assertThat(pod.query())
        .isEqualTo(
            "labelSelector="
                + names.text("app")
                + "%3D"
                + web
                + "%2C"
                + names.text("tier")
                + "%20in%20%28"
                + names.text("front")
                + "%2C"
                + names.text("back")
                + "%29");
    assertThat(names.text("system:serviceaccount:shop:web"))
        .isEqualTo("system:serviceaccount:" + names.text("shop") + ":" + web);
    assertThat(names.text("system:node:node-12")).isEqualTo("system:node:" + names.text("node-12"));
    assertThat(names.text("web.shop.svc.cluster.local"))
        .isEqualTo(web + "." + names.text("shop") + ".svc.cluster.local");
  }

  @Test
  void aPatchIsChangedWhereTheObjectIs() {
    TraceEntry patch =
        changed(
            entry(
                PODS,
                named("shop", "web-0"),
                "",
                PatchType.JSON,
                "[{'op':'add','path':'/metadata/labels/shop.example~1team','value':'red'},"
                    + "{'op':'replace','path':'/spec/containers/0/image','value':'a/b:1'},"
                    + "{'op':'test','path':'/spec/nodeSelector','value':{'zone':'z1'}},"
                    + "{'op':'remove','path':'/metadata/annotations/kubernetes.io~1note'}]"));

    assertThat(new String(patch.body().bytes(), StandardCharsets.UTF_8))
        .contains(
            "{\"op\":\"add\",\"path\":\"/metadata/labels/"
                + names.text("shop.example/team").replace("/", "~1")
                + "\",\"value\":\""
                + names.text("red"))
        .contains("/spec/containers/0/image", names.text("a") + "/" + names.text("b") + ":1")
        .contains("{\"" + names.text("zone") + "\":\"" + names.text("z1") + "\"}")
        .contains("/metadata/annotations/kubernetes.io~1note");
  }

  @Test
  void aTokenIsNoWordOfTheApiHoweverItLooks() {
    TraceEntry list =
        changed(entry(PODS, named("shop", ""), "limit=5&continue=Token", PatchType.NONE, "{}"));

    assertThat(list.query()).startsWith("limit=5&continue=").doesNotContain("Token");
  }

  @Test
  void whatIsOfTheApiStays() {
    String body =
        "{\"apiVersion\":\"batch/v1\",\"kind\":\"Job\",\"metadata\":{\"namespace\":\"kube-system\","
            + "\"labels\":{\"app.kubernetes.io/name\":\"coredns\"},\"creationTimestamp\":\"2026-05-04T08:00:01Z\"},"
            + "\"spec\":{\"parallelism\":3,\"template\":{\"spec\":{\"restartPolicy\":\"Never\",\"dnsPolicy\":\"ClusterFirst\","
            + "\"containers\":[{\"imagePullPolicy\":\"IfNotPresent\",\"resources\":{\"limits\":{\"cpu\":\"1500m\",\"memory\":\"1Gi\","
            + "\"hugepages-2Mi\":\"4Mi\"}},\"image\":\"registry.k8s.io/pause:3.10\",\"env\":[{\"value\":\"xxxxxxxxxx\"}]}],"
            + "\"tolerations\":[{\"key\":\"node.kubernetes.io/not-ready\",\"effect\":\"NoExecute\",\"operator\":\"Exists\"}]}}}}";
    TraceEntry entry =
        entry(
            new ResourcePath("batch", "v1", "jobs", ""),
            named("kube-system", "default"),
            "watch=true&resourceVersion=17&timeoutSeconds=402&dryRun=All&includeObject=Metadata&labelSelector=kubernetes.io%2Fos%3Dlinux",
            PatchType.NONE,
            body.replace('"', '\''));
    TraceEntry changed = changed(entry);

    String stays = new String(changed.body().bytes(), StandardCharsets.UTF_8);
    assertThat(stays).isEqualTo(body.replace("coredns", names.text("coredns")));
    assertThat(changed.object()).isEqualTo(entry.object());
    assertThat(changed.query()).isEqualTo(entry.query());
    assertThat(changed.startNs()).isEqualTo(entry.startNs());
    assertThat(changed.outcome().resourceVersion()).isEqualTo(17);
    for (String text :
        List.of(
            "system:kube-scheduler",
            "system:masters",
            "system:serviceaccount:kube-system:default",
            "kube-root-ca.crt",
            "5m0s",
            "127.0.0.1",
            "")) {
      assertThat(names.text(text)).isEqualTo(text);
    }
    assertThat(
            new Anonymiser(KEY)
                .changed(
                    entry(
                        ResourcePath.NONE,
                        named("", "/apis/widgets.example/v1"),
                        "",
                        PatchType.NONE,
                        ""),
                    0)
                .object()
                .name())
        .isEqualTo("/apis/widgets.example/v1");
  }

  @ParameterizedTest
  @CsvSource({
    "web, [a-z]{3}",
    "Shop-7, [A-Z][a-z]{3}-7",
    "web-123456, [a-z]{3}-\\d{6}",
    "a.b-c9.example, [a-z]\\.[a-z]-[a-z]\\d\\.[a-z]{7}",
    "10.0.3.17, (\\d+\\.){3}\\d+",
    "10.0.0.0/24, (\\d+\\.){3}\\d+/24",
    "fe80::1:2af, [0-9a-f]{4}::[0-9a-f]:[0-9a-f]{3}",
    "0f8fad5b-d9cb-469f-a165-70867728950e, [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "kubernetes.example/x, [a-z]{10}\\.[a-z]{7}/[a-z]",
    "team@corp, [a-z]{4}@[a-z]{4}"
  })
  void aTextKeepsItsShape(String text, String shape) {
    assertThat(names.text(text)).matches(shape).isNotEqualTo(text).isEqualTo(names.text(text));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void noTwoShortNamesBecomeTheSame(int length) {
    Set<String> mapped = new HashSet<>();
    int count = (int) Math.pow(26, length);
    for (int i = 0; i < count; i++) {
      StringBuilder name = new StringBuilder();
      for (int rest = i, j = 0; j < length; j++, rest /= 26) {
        name.append((char) ('a' + rest % 26));
      }
      mapped.add(names.text("x." + name));
    }
    assertThat(mapped).hasSize(count);
  }

  @Test
  void anotherKeyHasOtherNames() {
    byte[] other = "another key for tests, never that".getBytes(StandardCharsets.UTF_8);
    List<String> texts = List.of("shop-checkout", "10.0.3.17", "checkout.example/team");
    for (String text : texts) {
      assertThat(new NameCipher(other, Vocabulary.read()).text(text))
          .isNotEqualTo(names.text(text));
      assertThat(new NameCipher(KEY, Vocabulary.read()).text(text)).isEqualTo(names.text(text));
    }
  }

  @Test
  void programsThatEverybodyHasKeepTheirNames() {
    TraceEntry entry = entry(PODS, named("a", "b"), "", PatchType.NONE, "");
    String agent = "kubectl/v1.36.1 (linux/amd64) kubernetes/3dca93e";
    Caller known = new Caller("system:node:n7", List.of(), "", agent);
    TraceEntry byKubectl =
        new TraceEntry(
            entry.kind(),
            entry.traffic(),
            entry.startNs(),
            entry.durationNs(),
            entry.verb(),
            entry.resource(),
            entry.object(),
            "",
            PatchType.NONE,
            false,
            known,
            "s",
            entry.outcome(),
            entry.detail(),
            entry.body(),
            TraceEntry.UNKNOWN,
            entry.id());

    assertThat(changed(byKubectl).caller().userAgent()).isEqualTo(agent);
    assertThat(changed(entry).caller().userAgent())
        .endsWith(" (linux/amd64) " + names.text("hunter/abc"));
  }
}
