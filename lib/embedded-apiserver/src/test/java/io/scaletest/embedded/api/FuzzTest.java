package io.scaletest.embedded.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.fault.Faults;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.store.ObjectCollection.Query;
import io.scaletest.embedded.store.Store;
import io.scaletest.embedded.store.StoredObject;
import io.scaletest.embedded.watch.WatchLoop;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that no client would send, from a seed: none is a fault of the server's, each has one
 * answer, and what is stored is what it should be afterwards.
 */
@Timeout(300)
class FuzzTest {
  private static final int REQUESTS = 20_000;
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "");
  private static final List<String> PATHS =
      List.of(
          "/api/v1/namespaces/default/configmaps",
          "/api/v1/namespaces/default/configmaps/a",
          "/api/v1/namespaces/default/pods",
          "/api/v1/namespaces/default/pods/a",
          "/api/v1/namespaces/default/pods/a/status",
          "/api/v1/namespaces/default/pods/a/binding",
          "/api/v1/namespaces/default/pods/a/eviction",
          "/api/v1/namespaces/default/serviceaccounts/default/token",
          "/api/v1/nodes",
          "/api/v1/nodes/a/status",
          "/api/v1/namespaces",
          "/api/v1/namespaces/a",
          "/api/v1/configmaps",
          "/apis/apps/v1/namespaces/default/deployments",
          "/apis/apps/v1/namespaces/default/deployments/a",
          "/apis/apps/v1/namespaces/default/deployments/a/scale",
          "/apis/coordination.k8s.io/v1/namespaces/default/leases/a",
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.a",
          "/apis/a/v1/things",
          "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
          "/api",
          "/apis",
          "/apis/apps/v1",
          "/openapi/v3",
          "/openapi/v3/apis/apps/v1",
          "/metrics",
          "/version",
          "/");
  private static final List<String> PARAMETERS =
      List.of(
          "watch=true",
          "limit=2",
          "limit=-1",
          "limit=x",
          "continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTAsInN0YXJ0IjoiYSJ9",
          "continue=%ff",
          "labelSelector=a%3Db,c%20in%20(d,e),!f",
          "labelSelector=%28%28",
          "fieldSelector=metadata.name%3Da",
          "fieldSelector=spec.nodeName%21%3D",
          "fieldSelector=a%5C",
          "resourceVersion=1",
          "resourceVersion=99999999999999999999",
          "resourceVersion=-5",
          "resourceVersionMatch=Exact",
          "resourceVersionMatch=NotOlderThan",
          "sendInitialEvents=true",
          "allowWatchBookmarks=true",
          "timeoutSeconds=1",
          "timeoutSeconds=9223372036854775807",
          "dryRun=All",
          "dryRun=Some",
          "gracePeriodSeconds=5",
          "%zz=1",
          "=",
          "&&");
  private static final List<String> BODIES =
      List.of(
          "{\"metadata\":{\"name\":\"a\",\"labels\":{\"a\":\"b\"}},\"data\":{\"k\":\"v\"}}",
          "{\"metadata\":{\"generateName\":\"a-\",\"finalizers\":[\"x/y\"]}}",
          "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},"
              + "\"spec\":{\"containers\":[{\"name\":\"c\",\"ports\":[{\"containerPort\":1}]}]}}",
          "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"replicas\":3,\"selector\":{}}}",
          "{\"metadata\":{\"name\":\"things.a\"},\"spec\":{\"group\":\"a\",\"scope\":\"Cluster\","
              + "\"names\":{\"plural\":\"things\",\"kind\":\"Thing\"},"
              + "\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true}]}}",
          "{\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}",
          "{\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"u\"}}",
          "[{\"op\":\"add\",\"path\":\"/data/x\",\"value\":\"y\"},{\"op\":\"test\",\"path\":\"\"}]",
          "[{\"op\":\"copy\",\"from\":\"\",\"path\":\"/metadata/annotations\"}]",
          "[{\"op\":\"remove\",\"path\":\"\"},{\"op\":\"replace\",\"path\":\"/\",\"value\":1}]",
          "{\"spec\":{\"containers\":[{\"$patch\":\"delete\",\"name\":\"c\"},{\"name\":\"d\"}],"
              + "\"$setElementOrder/containers\":[{\"name\":\"d\"}]}}",
          "{\"$patch\":\"replace\",\"metadata\":{\"$retainKeys\":[\"name\"]}}",
          "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[\"x/y\"],\"labels\":null}}",
          "{\"metadata\":null,\"spec\":null,\"status\":{\"conditions\":[{\"type\":\"R\"}]}}",
          "{\"metadata\":[],\"spec\":\"x\",\"status\":5}",
          "null",
          "");
  private static final List<String> MEDIA_TYPES =
      List.of(
          "application/json",
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml",
          "application/vnd.kubernetes.protobuf",
          "",
          ";");
  private static final List<String> ACCEPTS =
      List.of(
          "application/json",
          "application/json;as=Table;v=v1;g=meta.k8s.io",
          "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
          "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
          "*/*",
          "",
          ",;");

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Faults faults = new Faults(1, Ticker.system());
  private final Store store = new Store(500);
  private final WatchLoop watches = new WatchLoop(loop, Ticker.system(), faults);
  private final ApiService service =
      new ApiService(store, faults, new Tokens(), WallClock.anchoredTo(Ticker.system()), 1);

  @AfterEach
  void endTheLoop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void noRequestBreaksAnything(long seed) throws Exception {
    loop.submit(() -> fuzz(new SplittableRandom(seed))).get();
    store.collections().forEach(FuzzTest::assertSound);
    assertServes();
  }

  private void fuzz(SplittableRandom random) {
    service.put("", "v1", "namespaces", JsonTree.of("metadata", JsonTree.of("name", "default")));
    service.put(
        "",
        "v1",
        "serviceaccounts",
        JsonTree.of("metadata", JsonTree.of("name", "default", "namespace", "default")));
    int successes = 0;
    for (int i = 0; i < REQUESTS; i++) {
      Request request = request(random);
      FakeResponder responder = new FakeResponder(watches);
      service.serve(request, responder);
      String what = i + ": " + request + " " + new String(request.body(), StandardCharsets.UTF_8);
      assertThat(responder.answers.size() + responder.streams).as(what).isEqualTo(1);
      if (responder.streams == 0) {
        successes += responder.answers.get(0).status() < 300 ? 1 : 0;
        assertThat(responder.body()).as(what).doesNotContain("Internal error occurred");
      } else if (responder.watch != null) {
        responder.watch.cancel();
      }
    }
    // Otherwise nothing was tried but the door.
    assertThat(successes).isGreaterThan(REQUESTS / 20);
  }

  private static Request request(SplittableRandom random) {
    StringBuilder query = new StringBuilder();
    for (int n = random.nextInt(4); n > 0; n--) {
      query.append(query.isEmpty() ? "" : "&").append(mutated(random, pick(random, PARAMETERS)));
    }
    return new Request(
        pick(random, METHODS),
        mutated(random, pick(random, PATHS)),
        query.toString(),
        pick(random, ACCEPTS),
        pick(random, MEDIA_TYPES),
        "fuzz",
        mutated(random, pick(random, BODIES)).getBytes(StandardCharsets.UTF_8));
  }

  private static String pick(SplittableRandom random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** Returns the text as it is three times of four, else with a few characters changed. */
  private static String mutated(SplittableRandom random, String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int n = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0; n > 0; n--) {
      int at = random.nextInt(changed.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> changed.insert(at, (char) (1 + random.nextInt(300)));
        case 1 -> changed.delete(at, Math.min(changed.length(), at + 1 + random.nextInt(5)));
        default -> changed.insert(at, changed.substring(at / 2, at));
      }
    }
    return changed.toString();
  }

  private static void assertSound(ObjectCollection collection) {
    ResourceType type = collection.type();
    for (StoredObject object : collection.snapshot(Query.everythingIn("")).objects()) {
      Map<String, Object> tree = JsonTree.ownObject(object.json());
      Map<String, Object> metadata = JsonTree.child(tree, "metadata");
      assertThat(metadata.get("name")).isEqualTo(object.name());
      assertThat(JsonTree.string(metadata, "namespace")).isEqualTo(object.namespace());
      assertThat(object.namespace().isEmpty()).isEqualTo(!type.namespaced());
      assertThat(metadata.get("resourceVersion")).isEqualTo(Long.toString(object.version()));
      assertThat(metadata.get("uid")).asString().hasSize(36);
      assertThat(tree.get("kind")).isEqualTo(type.kind());
    }
  }

  private void assertServes() {
    FakeResponder responder = new FakeResponder(watches);
    byte[] body = "{\"metadata\":{\"name\":\"after-all\"}}".getBytes(StandardCharsets.UTF_8);
    service.serve(
        new Request(
            "POST",
            "/api/v1/namespaces/default/configmaps",
            "",
            "application/json",
            "application/json",
            "fuzz",
            body),
        responder);
    assertThat(responder.answers.get(0).status()).as(responder.body()).isEqualTo(201);
  }
}
