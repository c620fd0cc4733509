package io.scaletest.embedded.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.wire.json.JsonTree;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the contract suite does not look at: see {@code DefinitionsContractIT}. */
class CustomResourcesTest {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String THINGS = "/apis/example.com/v1/things";
  private static final String OLD_THINGS = "/apis/example.com/v1beta1/things";

  private final TestRequests api = new TestRequests();

  @BeforeEach
  void define() {
    api.post(DEFINITIONS, definition("v1beta1", "v1")).ok();
  }

  @AfterEach
  void close() {
    api.close();
  }

  /** Returns a definition of Things; the first version is the one that is stored. */
  private static String definition(String... versions) {
    StringBuilder text = new StringBuilder();
    for (String version : versions) {
      boolean first = text.isEmpty();
      text.append(first ? "" : ",")
          .append("{\"name\":\"" + version + "\",\"served\":true,\"storage\":")
          .append(first)
          .append("}");
    }
    return "{\"metadata\":{\"name\":\"things.example.com\"},\"spec\":{\"group\":\"example.com\","
        + "\"scope\":\"Cluster\",\"names\":{\"plural\":\"things\",\"kind\":\"Thing\"},"
        + "\"versions\":["
        + text
        + "]}}";
  }

  @Test
  void anObjectIsTheSameInEachVersionButForItsApiVersion() {
    api.post(THINGS, "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"x\":1}}").ok();

    assertThat(JsonTree.string(api.get(THINGS + "/a").ok(), "apiVersion"))
        .isEqualTo("example.com/v1");
    assertThat(JsonTree.string(api.get(OLD_THINGS + "/a").ok(), "apiVersion"))
        .isEqualTo("example.com/v1beta1");
    assertThat(api.get(OLD_THINGS).body()).contains("\"apiVersion\":\"example.com/v1beta1\"");
    api.merge(OLD_THINGS + "/a", "{\"spec\":{\"x\":2}}").ok();
    assertThat(api.get(THINGS + "/a").body()).contains("\"x\":2");
    api.delete(OLD_THINGS + "/a").ok();
    assertThat(api.get(THINGS + "/a").status()).isEqualTo(404);
  }

  @Test
  void thePreferredVersionIsTheStableOneWhateverTheOrder() {
    assertThat(api.get("/apis/example.com").body())
        .contains("\"preferredVersion\":{\"groupVersion\":\"example.com/v1\",\"version\":\"v1\"}");
  }

  @Test
  void aVersionThatIsServedNoMoreIsNotFoundAndItsObjectsStay() {
    api.post(OLD_THINGS, "{\"metadata\":{\"name\":\"a\"}}").ok();
    api.merge(
            DEFINITIONS + "/things.example.com",
            "{\"spec\":{\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true}]}}")
        .ok();

    assertThat(api.get(OLD_THINGS + "/a").status()).isEqualTo(404);
    assertThat(JsonTree.string(api.get(THINGS + "/a").ok(), "apiVersion"))
        .isEqualTo("example.com/v1");
    assertThat(api.get(DEFINITIONS + "/things.example.com").body())
        .contains("\"storedVersions\":[\"v1beta1\",\"v1\"]");
  }

  @Test
  void whatAllGoByCannotChange() {
    assertThat(
            api.merge(DEFINITIONS + "/things.example.com", "{\"spec\":{\"scope\":\"Namespaced\"}}")
                .body())
        .contains("spec.scope", "field is immutable");
  }

  @Test
  void deletingAllDefinitionsServesNoneOfThem() {
    api.post(THINGS, "{\"metadata\":{\"name\":\"a\"}}").ok();
    api.delete(DEFINITIONS).ok();

    assertThat(api.get(THINGS).status()).isEqualTo(404);
    assertThat(api.get("/apis/example.com").status()).isEqualTo(404);
    api.post(DEFINITIONS, definition("v1")).ok();
    assertThat(JsonTree.list(api.get(THINGS).ok(), "items")).isEmpty();
  }

  @Test
  void watchesEndWithTheirDefinition() {
    FakeResponder one = api.watch(THINGS, "watch=true");
    FakeResponder other = api.watch(OLD_THINGS, "watch=true&labelSelector=a");
    api.delete(DEFINITIONS + "/things.example.com").ok();
    api.awaitLoop();

    assertThat(List.of(one.ends, other.ends)).containsExactly(1, 1);
  }

  @Test
  void aDryRunOfADefinitionServesNothing() {
    api.delete(DEFINITIONS + "/things.example.com").ok();
    api.post(DEFINITIONS + "?dryRun=All", definition("v1")).ok();

    assertThat(api.get(THINGS).status()).isEqualTo(404);
  }
}
