package io.scaletest.player.replay;

import static io.scaletest.player.replay.Entries.CONFIG_MAPS;
import static io.scaletest.player.replay.Entries.DEPLOYMENTS;
import static io.scaletest.player.replay.Entries.NAMESPACES;
import static io.scaletest.player.replay.Entries.NODES;
import static io.scaletest.player.replay.Entries.PODS;
import static io.scaletest.player.replay.Entries.ROLES;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TrafficClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded requests as a run sends them. */
class RequestsTest {
  /** What a Job has of its own uid, in its spec. */
  private static final String OF_JOB =
      "\"selector\":{\"matchLabels\":{\"batch.kubernetes.io/controller-uid\":\"u\"}},"
          + "\"template\":{\"metadata\":{\"labels\":{\"app\":\"x\","
          + "\"batch.kubernetes.io/controller-uid\":\"u\",\"controller-uid\":\"u\"}}}";

  @TempDir private Path folder;
  private final Entries entries = new Entries();
  private final Copy copy = new Copy(new RunNames("rep", 0));
  private Bodies bodies;
  private Requests requests;
  private double speed = 1;
  private Callers callers = new Callers(false, Map.of());
  private PatchRules patches = PatchRules.NONE;

  private List<ReplayOp> ops() throws IOException {
    TargetKinds kinds = new TargetKinds(InstantApi.withKinds());
    kinds.find(
        List.of(
            CONFIG_MAPS,
            PODS,
            NODES,
            NAMESPACES,
            ROLES,
            DEPLOYMENTS,
            new ResourcePath("", "v1", "services", ""),
            new ResourcePath("", "v1", "pods", "binding"),
            new ResourcePath("rbac.authorization.k8s.io", "v1", "rolebindings", "")));
    bodies = new Bodies("rep", kinds, Set.of("nodes", "clusterroles.rbac.authorization.k8s.io"));
    requests = new Requests(bodies, speed, Set.of("configmaps"));
    TraceOps.Plan plan =
        new TraceOps.Plan(
            entries.write(folder.resolve("t")),
            Set.of(TrafficClass.CLIENT),
            TraceScan.Window.ALL,
            Entries.START_NS,
            0,
            speed,
            List.of(List.of(copy)),
            kinds,
            bodies,
            callers,
            patches);
    List<ReplayOp> all = new ArrayList<>();
    try (TraceOps ops = new TraceOps(plan)) {
      for (Optional<ReplayOp> next = ops.next(); next.isPresent(); next = ops.next()) {
        all.add(next.get());
      }
    }
    return all;
  }

  private ApiRequest only() throws IOException {
    ReplayOp op = ops().get(0);
    return requests.make(op).get();
  }

  private String path() throws IOException {
    return only().path();
  }

  private String body() throws IOException {
    return new String(only().body(), StandardCharsets.UTF_8);
  }

  private static AnswerHead head(String name, String uid, String version) {
    return new AnswerHead(name, uid, version, "", false);
  }

  private static ObjectKey configMap(String name) {
    return new ObjectKey("configmaps", "shop", name);
  }

  @Test
  void namespacesAreTheRunsAndNamesInThemStay() throws IOException {
    entries
        .add("create", CONFIG_MAPS, "shop", "c")
        .body("{\"metadata\":{\"name\":\"c\",\"namespace\":\"shop\"},\"data\":{\"a\":\"b\"}}");

    assertThat(path()).isEqualTo("/api/v1/namespaces/rep-shop/configmaps?fieldManager=agent");
    assertThat(body())
        .isEqualTo(
            "{\"metadata\":{\"name\":\"c\",\"namespace\":\"rep-shop\"},\"data\":{\"a\":\"b\"}}");
  }

  @Test
  void theClustersObjectsHaveThePrefixAndTheLabel() throws IOException {
    entries.add("create", NAMESPACES, "shop", "shop").body("{\"metadata\":{\"name\":\"shop\"}}");

    assertThat(path()).isEqualTo("/api/v1/namespaces?fieldManager=agent");
    assertThat(body())
        .contains("\"name\":\"rep-shop\"", "\"scaletest/runid\":\"rep\"", "\"purpose\"");
  }

  @Test
  void partsOfObjectsAreAtTheirPlace() throws IOException {
    copy.objects().made(new ObjectKey("nodes", "", "n1"), "", "", head("", "u", "1"), 1);
    entries
        .add("create", new ResourcePath("", "v1", "pods", "binding"), "shop", "p")
        .body("{\"metadata\":{\"name\":\"p\"},\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}");

    assertThat(path()).isEqualTo("/api/v1/namespaces/rep-shop/pods/p/binding?fieldManager=agent");
    assertThat(body()).contains("\"target\":{\"kind\":\"Node\",\"name\":\"rep-n1\"}");
  }

  @Test
  void anUpdateHasTheLatestVersionAndTheUid() throws IOException {
    copy.objects().made(configMap("c"), "", "", head("c", "uid-1", "70"), 0);
    copy.objects().seen(configMap("c"), "", head("c", "uid-1", "71"));
    entries
        .add("update", CONFIG_MAPS, "shop", "c")
        .body("{\"metadata\":{\"name\":\"c\",\"uid\":\"old\",\"resourceVersion\":\"9\"}}");

    assertThat(body())
        .isEqualTo("{\"metadata\":{\"name\":\"c\",\"uid\":\"uid-1\",\"resourceVersion\":\"71\"}}");
  }

  @Test
  void whatConflictedConflictsAgain() throws IOException {
    copy.objects().made(configMap("c"), "", "", head("c", "uid-1", "70"), 0);
    entries
        .add("update", CONFIG_MAPS, "shop", "c")
        .code(409)
        .body("{\"metadata\":{\"resourceVersion\":\"9\"}}");

    assertThat(body()).contains("\"resourceVersion\":\"1\"");
    copy.objects().seen(configMap("c"), "", head("c", "uid-1", "71"));
    assertThat(body()).contains("\"resourceVersion\":\"70\"");
  }

  @Test
  void aVersionThatIsNotKnownIsLeftOutAndCounted() throws IOException {
    entries
        .add("update", CONFIG_MAPS, "shop", "c")
        .body("{\"metadata\":{\"name\":\"c\",\"uid\":\"old\",\"resourceVersion\":\"9\"}}");

    assertThat(body()).isEqualTo("{\"metadata\":{\"name\":\"c\"}}");
    assertThat(bodies.versionsUnknown()).isEqualTo(1);
  }

  @Test
  void anUpdateWithoutAVersionHasNone() throws IOException {
    copy.objects().made(configMap("c"), "", "", head("c", "uid-1", "70"), 0);
    entries.add("update", CONFIG_MAPS, "shop", "c").body("{\"data\":{}}");

    assertThat(body()).isEqualTo("{\"data\":{}}");
  }

  @Test
  void preconditionsOfADeleteAreTheObjectsOwn() throws IOException {
    copy.objects().made(configMap("c"), "", "", head("c", "uid-1", "70"), 0);
    entries
        .add("delete", CONFIG_MAPS, "shop", "c")
        .body("{\"preconditions\":{\"uid\":\"old\",\"resourceVersion\":\"5\"}}");

    assertThat(body())
        .isEqualTo("{\"preconditions\":{\"uid\":\"uid-1\",\"resourceVersion\":\"70\"}}");
  }

  @Test
  void aDeleteThatMissedItsObjectMissesItAgain() throws IOException {
    copy.objects().made(configMap("c"), "", "", head("c", "uid-1", "70"), 0);
    entries
        .add("delete", CONFIG_MAPS, "shop", "c")
        .code(409)
        .body("{\"preconditions\":{\"uid\":\"old\"}}");

    assertThat(body())
        .isEqualTo("{\"preconditions\":{\"uid\":\"00000000-0000-4000-8000-000000000000\"}}");
  }

  @Test
  void jsonPatchesTestTheObjectsOwnUid() throws IOException {
    copy.objects().made(configMap("c"), "", "", head("c", "uid-1", "70"), 0);
    entries
        .add("patch", CONFIG_MAPS, "shop", "c")
        .patch(PatchType.JSON)
        .body("[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"old\"}]");

    assertThat(body()).contains("\"value\":\"uid-1\"");
  }

  @Test
  void aServiceWithoutAnAddressHasNone() throws IOException {
    entries
        .add("create", new ResourcePath("", "v1", "services", ""), "shop", "s")
        .body("{\"spec\":{\"clusterIP\":\"None\"}}");

    assertThat(body()).isEqualTo("{\"spec\":{\"clusterIP\":\"None\"}}");
  }

  @Test
  void jsonPatchesTestTheObjectsOwnVersion() throws IOException {
    copy.objects().made(configMap("c"), "", "", head("c", "uid-1", "70"), 0);
    entries
        .add("patch", CONFIG_MAPS, "shop", "c")
        .patch(PatchType.JSON)
        .body(
            "[{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"5\"},"
                + "{\"op\":\"remove\",\"path\":\"/data\"}]");

    assertThat(body()).contains("\"value\":\"70\"", "/data");
    assertThat(only().contentType()).isEqualTo("application/json-patch+json");
  }

  @Test
  void aMadeUpNameIsTheServersInPathsAndBodies() throws IOException {
    copy.objects().made(configMap("c-x7k2p"), "", "c-zzzzz", head("c-zzzzz", "u", "70"), 0);
    entries
        .add("update", CONFIG_MAPS, "shop", "c-x7k2p")
        .body("{\"metadata\":{\"name\":\"c-x7k2p\"},\"data\":{}}");

    assertThat(path()).startsWith("/api/v1/namespaces/rep-shop/configmaps/c-zzzzz");
    assertThat(body()).contains("\"name\":\"c-zzzzz\"");
  }

  @Test
  void aCreateAsksForANameAsItDid() throws IOException {
    entries
        .add("create", CONFIG_MAPS, "shop", "c-x7k2p")
        .generated("c-", NameOrigin.ANSWER)
        .body("{\"metadata\":{\"generateName\":\"c-\"}}");

    assertThat(body()).isEqualTo("{\"metadata\":{\"generateName\":\"c-\"}}");
    assertThat(path()).startsWith("/api/v1/namespaces/rep-shop/configmaps?");
  }

  @Test
  void aNameThatTheServerMadeUpForTheClusterIsAskedForWithThePrefix() throws IOException {
    entries
        .add("create", NAMESPACES, "", "test-x7k2p")
        .generated("test-", NameOrigin.ANSWER)
        .body("{\"metadata\":{\"generateName\":\"test-\"}}");
    entries
        .add("create", NAMESPACES, "", "")
        .generated("test-", NameOrigin.UNKNOWN)
        .body("{\"metadata\":{\"generateName\":\"test-\"}}");
    List<ReplayOp> ops = ops();

    assertThat(new String(requests.make(ops.get(0)).get().body(), StandardCharsets.UTF_8))
        .contains("\"name\":\"rep-test-x7k2p\"")
        .doesNotContain("generateName");
    assertThat(new String(requests.make(ops.get(1)).get().body(), StandardCharsets.UTF_8))
        .contains("\"generateName\":\"rep-test-\"");
  }

  @Test
  void ownersAreThoseOfTheReplay() throws IOException {
    ObjectKey owner = new ObjectKey("deployments.apps", "shop", "web");
    copy.objects().made(owner, "", "", head("web", "new-uid", "3"), 0);
    entries
        .add("create", CONFIG_MAPS, "shop", "c")
        .body(
            "{\"metadata\":{\"name\":\"c\",\"ownerReferences\":["
                + "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"web\",\"uid\":\"o1\"},"
                + "{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\",\"name\":\"no\",\"uid\":\"o2\"}"
                + "]}}");

    assertThat(body()).contains("\"uid\":\"new-uid\"").doesNotContain("ReplicaSet");
    assertThat(bodies.ownersUnknown()).isEqualTo(1);
    assertThat(ops().get(0).uses).containsEntry(owner, false);
  }

  private static final String UID = "0b5e6f9c-1111-4222-8333-abcdefabcdef";
  private static final String OTHER_UID = "11111111-1111-4222-8333-abcdefabcdef";

  @Test
  void uidsOfKnownObjectsAreThoseOfTheReplayWhereverTheyStand() throws IOException {
    copy.objects().made(configMap("c"), UID, "", head("c", "new-uid", "3"), 0);
    entries
        .add("create", CONFIG_MAPS, "shop", "d")
        .body(
            "{\"involvedObject\":{\"uid\":\""
                + UID
                + "\"},\"list\":[\""
                + UID
                + "\",{\"of\":\""
                + OTHER_UID
                + "\"}],\"text\":\"of "
                + UID
                + "\"}");
    entries
        .add("patch", CONFIG_MAPS, "shop", "d")
        .patch(PatchType.JSON)
        .body("[{\"op\":\"add\",\"path\":\"/data/u\",\"value\":\"" + UID + "\"}]");
    entries
        .add("list", PODS, "shop", "")
        .query(
            "labelSelector=controller-uid%3D"
                + UID
                + "%2Ca%3Db&fieldSelector=involvedObject.uid%3D"
                + UID);
    List<ReplayOp> ops = ops();

    assertThat(new String(requests.make(ops.get(0)).get().body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"involvedObject\":{\"uid\":\"new-uid\"},\"list\":[\"new-uid\",{\"of\":\""
                + OTHER_UID
                + "\"}],\"text\":\"of "
                + UID
                + "\"}");
    assertThat(new String(requests.make(ops.get(1)).get().body(), StandardCharsets.UTF_8))
        .contains("\"value\":\"new-uid\"");
    assertThat(requests.make(ops.get(2)).get().path())
        .endsWith(
            "?labelSelector=controller-uid%3Dnew-uid%2Ca%3Db"
                + "&fieldSelector=involvedObject.uid%3Dnew-uid");
  }

  @Test
  void whatNamesAnObjectByUidWaitsForItsCreate() throws IOException {
    entries.add("create", CONFIG_MAPS, "shop", "c").code(201).became(UID, 7).body("{}");
    entries.add("create", CONFIG_MAPS, "other", "d").body("{\"of\":{\"uid\":\"" + UID + "\"}}");

    assertThat(ops().get(1).uses).containsEntry(configMap("c"), false);
  }

  @Test
  void theUidOfAnObjectThatWasThereIsKnownFromTheFirstAnswer() throws IOException {
    copy.objects().made(configMap("c"), "", "", head("c", "new-uid", "3"), 0);
    assertThat(copy.objects().uidFor(UID)).isEmpty();
    copy.objects().seen(configMap("c"), UID, head("c", "new-uid", "4"));

    assertThat(copy.objects().uidFor(UID)).contains("new-uid");
    copy.objects().gone(configMap("c"));
    assertThat(copy.objects().uidFor(UID)).isEmpty();
  }

  @Test
  void bindingsNameTheRunsRolesAndNamespaces() throws IOException {
    copy.objects()
        .made(
            new ObjectKey("clusterroles.rbac.authorization.k8s.io", "", "own"),
            "",
            "",
            head("", "u", "1"),
            1);
    entries
        .add(
            "create",
            new ResourcePath("rbac.authorization.k8s.io", "v1", "rolebindings", ""),
            "shop",
            "b")
        .body(
            "{\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"own\"},"
                + "\"subjects\":[{\"kind\":\"ServiceAccount\",\"name\":\"s\",\"namespace\":\"shop\"}]}");

    assertThat(body()).contains("\"name\":\"rep-own\"", "\"namespace\":\"rep-shop\"");
  }

  @Test
  void addressesThatTheRecordedClusterGaveAreNotAskedFor() throws IOException {
    entries
        .add("update", new ResourcePath("", "v1", "services", ""), "shop", "s")
        .body(
            "{\"spec\":{\"clusterIP\":\"10.0.0.7\",\"clusterIPs\":[\"10.0.0.7\"],"
                + "\"ports\":[{\"port\":80,\"nodePort\":30080}]}}");

    assertThat(body()).isEqualTo("{\"spec\":{\"ports\":[{\"port\":80}]}}");
  }

  @Test
  void queriesKeepWhatTheyAskFor() throws IOException {
    copy.versions().start(500);
    copy.versions().written(100, "600");
    entries
        .add("list", CONFIG_MAPS, "shop", "")
        .query(
            "labelSelector=a%3Db&resourceVersion=120&resourceVersionMatch=NotOlderThan"
                + "&fieldSelector=metadata.namespace%3Dshop%2Cmetadata.name%21%3Dc");

    assertThat(path())
        .isEqualTo(
            "/api/v1/namespaces/rep-shop/configmaps?labelSelector=a%3Db&resourceVersion=600"
                + "&resourceVersionMatch=NotOlderThan"
                + "&fieldSelector=metadata.namespace%3Drep-shop%2Cmetadata.name%21%3Dc");
  }

  @Test
  void whatAWatchLooksForIsNoPartOfItsPath() throws IOException {
    entries
        .add("watch", CONFIG_MAPS, "shop", "c")
        .query("fieldSelector=metadata.name%3Dc&watch=true");

    assertThat(path())
        .isEqualTo(
            "/api/v1/namespaces/rep-shop/configmaps?fieldSelector=metadata.name%3Dc&watch=true");
  }

  @Test
  void versionZeroStays() throws IOException {
    copy.versions().start(500);
    entries.add("list", CONFIG_MAPS, "", "").query("resourceVersion=0&limit=500");

    assertThat(path()).isEqualTo("/api/v1/configmaps?resourceVersion=0&limit=500");
  }

  @Test
  void furtherPagesFollowTheAnswersAndAreDroppedBehindTheLast() throws IOException {
    entries.add("list", CONFIG_MAPS, "shop", "").query("limit=500");
    entries.add("list", CONFIG_MAPS, "shop", "").query("limit=500&continue=");
    List<ReplayOp> ops = ops();

    assertThat(ops.get(0).isFurtherPage()).isFalse();
    assertThat(ops.get(1).uses.values()).as("waits for the page before").contains(true);
    assertThat(requests.make(ops.get(1))).isEmpty();
    copy.pages().answered(ops.get(0).recorded.list(), "to/ken");
    assertThat(requests.make(ops.get(1)).get().path())
        .isEqualTo("/api/v1/namespaces/rep-shop/configmaps?limit=500&continue=to%2Fken");
  }

  @Test
  void watchesLastAsLongAsTheSpeedSays() throws IOException {
    speed = 10;
    entries
        .add("watch", CONFIG_MAPS, "", "")
        .query("watch=true&timeoutSeconds=400")
        .lasting(20_000 * Entries.MS);
    entries
        .add("watch", CONFIG_MAPS, "", "")
        .query("watch=true&timeoutSeconds=400")
        .lasting(400_001 * Entries.MS);
    List<ReplayOp> ops = ops();

    assertThat(requests.make(ops.get(0)).get().path())
        .isEqualTo("/api/v1/configmaps?watch=true&timeoutSeconds=40");
    assertThat(requests.watchNs(ops.get(0)))
        .as("the client ended it")
        .isEqualTo(2_000 * Entries.MS);
    assertThat(requests.watchNs(ops.get(1)))
        .as("the server ends it, by its own clock")
        .isGreaterThan(41_000 * Entries.MS);
  }

  @Test
  void usersAreImpersonatedOrMapped() throws IOException {
    callers = new Callers(true, Map.of("bob", "carl", "dan", ""));
    entries.add("get", CONFIG_MAPS, "shop", "c");
    entries.add("get", CONFIG_MAPS, "shop", "c").by("bob");
    entries.add("get", CONFIG_MAPS, "shop", "c").by("dan");
    entries.add("get", CONFIG_MAPS, "shop", "c").by("system:serviceaccount:shop:app");
    List<String> users = new ArrayList<>();
    for (ReplayOp op : ops()) {
      users.add(requests.make(op).get().as().map(user -> user.user()).orElse("-"));
    }

    assertThat(users).containsExactly("ann", "carl", "-", "system:serviceaccount:rep-shop:app");
  }

  @Test
  void aDryRunChangesNothing() throws IOException {
    entries.add("create", CONFIG_MAPS, "shop", "c").query("dryRun=All").body("{}");

    assertThat(ops().get(0).changes()).isFalse();
    assertThat(ops().get(0).uses.values()).containsOnly(false);
    assertThat(path()).contains("dryRun=All");
  }

  @Test
  void aCreateWithoutItsBodyHasTheLeastOne() throws IOException {
    entries.add("create", CONFIG_MAPS, "shop", "c").withheld();

    assertThat(body()).contains("\"kind\":\"ConfigMap\"", "\"name\":\"c\"", "\"data\"");
  }

  @Test
  void whatCannotBeReadIsSentAsItWas() throws IOException {
    entries.add("create", CONFIG_MAPS, "shop", "c").body("{\"a\"");

    assertThat(body()).isEqualTo("{\"a\"");
  }

  @Test
  void aPatchGoesAsTheTypeThatTheRulesSay() throws IOException {
    patches = new PatchRules(List.of(new PatchRules.Rule("configmaps", "", PatchType.MERGE)));
    entries.add("patch", CONFIG_MAPS, "shop", "c").patch(PatchType.UNKNOWN).body("{}");
    entries.add("patch", PODS, "shop", "p").patch(PatchType.UNKNOWN).body("{}");
    List<ReplayOp> ops = ops();

    assertThat(ops).as("no rule is for pods").hasSize(1);
    assertThat(ops.get(0).recorded.patch()).isEqualTo(PatchType.MERGE);
    assertThat(requests.make(ops.get(0)).get().contentType())
        .isEqualTo("application/merge-patch+json");
  }

  @Test
  void aCreateConflictsByItsNameAndNotByAnOldVersion() throws IOException {
    entries
        .add("create", CONFIG_MAPS, "shop", "c")
        .code(409)
        .body("{\"metadata\":{\"name\":\"c\",\"resourceVersion\":\"9\"}}");

    assertThat(body()).isEqualTo("{\"metadata\":{\"name\":\"c\"}}");
  }

  @Test
  void aJobThatWasThereIsOfItsOwnUid() throws IOException {
    ops();
    ObjectKind jobs = new ObjectKind("batch", "v1", "jobs", "Job", true);

    assertThat(initialJob(jobs, "{%s}".formatted(OF_JOB)))
        .doesNotContain("selector", "controller-uid")
        .contains("\"app\":\"x\"");
    assertThat(initialJob(jobs, "{\"manualSelector\":true,%s}".formatted(OF_JOB))).contains(OF_JOB);
  }

  private String initialJob(ObjectKind kind, String spec) {
    ObjectKey key = new ObjectKey("jobs.batch", "shop", "j");
    byte[] whole = "{\"spec\":%s}".formatted(spec).getBytes(StandardCharsets.UTF_8);
    return new String(
        bodies.initial(copy, kind, key, Optional.of(whole), true).get(), StandardCharsets.UTF_8);
  }
}
