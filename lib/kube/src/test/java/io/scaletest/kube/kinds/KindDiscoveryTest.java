package io.scaletest.kube.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindDiscoveryTest {
  private static final String ALL_VERBS =
      "\"verbs\":[\"create\",\"delete\",\"list\",\"watch\"],\"shortNames\":";
  private static final Set<String> CREATE_AND_DELETE = Set.of("create", "delete");

  private final FakeServer server = new FakeServer();
  private final KindDiscovery discovery = new KindDiscovery(server);

  @BeforeEach
  void serveWhatAnApiServerDoes() {
    server.has(
        group("apps", "v1"),
        group("events.k8s.io", "v1"),
        group("autoscaling", "v2", "v1"),
        group("coordination.k8s.io", "v1", "v1alpha1"),
        group("metrics.k8s.io", "v1beta1"));
    server.answers(
        "/api/v1",
        200,
        resources(
            resource("pods", "pod", "Pod", true, "po"),
            resource("pods/status", "", "Pod", true, ""),
            resource("configmaps", "", "ConfigMap", true, "cm"),
            resource("events", "event", "Event", true, "ev"),
            resource("nodes", "node", "Node", false, "no"),
            "{\"name\":\"bindings\",\"kind\":\"Binding\",\"verbs\":[\"create\"]}"));
    server.answers(
        "/apis/apps/v1",
        200,
        resources(resource("deployments", "deployment", "Deployment", true, "deploy")));
    server.answers(
        "/apis/events.k8s.io/v1", 200, resources(resource("events", "event", "Event", true, "ev")));
    server.answers(
        "/apis/autoscaling/v1",
        200,
        resources(resource("scalers", "scaler", "Scaler", true, "sc")));
    server.answers(
        "/apis/autoscaling/v2",
        200,
        resources(resource("scalers", "scaler", "Scaler", true, "sc")));
    server.answers(
        "/apis/coordination.k8s.io/v1",
        200,
        resources(resource("leases", "lease", "Lease", true, "")));
    server.answers(
        "/apis/coordination.k8s.io/v1alpha1",
        200,
        resources(resource("leasecandidates", "leasecandidate", "LeaseCandidate", true, "")));
    server.answers("/apis/metrics.k8s.io/v1beta1", 503, "{}");
  }

  @ParameterizedTest
  @CsvSource({
    "pods, v1, pods",
    "pod, v1, pods",
    "Pod, v1, pods",
    "po, v1, pods",
    "configmap, v1, configmaps",
    "cm, v1, configmaps",
    "no, v1, nodes",
    "pods.v1, v1, pods",
    "pods., v1, pods",
    "deploy, apps/v1, deployments",
    "deployments.apps, apps/v1, deployments",
    "deployments.v1.apps, apps/v1, deployments",
    "deployment.app, apps/v1, deployments",
    "events, v1, events",
    "ev, v1, events",
    "events.events.k8s.io, events.k8s.io/v1, events",
    "scalers, autoscaling/v2, scalers",
    "sc.v1.autoscaling, autoscaling/v1, scalers",
    "leases.coordination.k8s.io, coordination.k8s.io/v1, leases",
    "leases.coordination, coordination.k8s.io/v1, leases",
    "leasecandidates, coordination.k8s.io/v1alpha1, leasecandidates",
  })
  void takesAWordForWhatKubectlDoes(String word, String apiVersion, String plural)
      throws Exception {
    ObjectKind kind = discovery.named(word, CREATE_AND_DELETE);
    assertThat(kind.apiVersion()).isEqualTo(apiVersion);
    assertThat(kind.plural()).isEqualTo(plural);
    assertThat(kind.namespaced()).isEqualTo(!plural.equals("nodes"));
  }

  @Test
  void asksOnlyTheGroupThatIsNamed() throws Exception {
    discovery.named("deployments.apps", Set.of());
    assertThat(server.asked()).containsExactly("/apis", "/apis/apps/v1");
  }

  @Test
  void findsAnObjectsKindWithOneRequest() throws Exception {
    assertThat(discovery.of("apps/v1", "Deployment", CREATE_AND_DELETE))
        .isEqualTo(new ObjectKind("apps", "v1", "deployments", "Deployment", true));
    assertThat(server.asked()).containsExactly("/apis/apps/v1");
    assertThat(discovery.of("v1", "Node", CREATE_AND_DELETE).plural()).isEqualTo("nodes");
  }

  @Test
  void choosesNotAmongGroupsOfUsers() {
    server.has(group("a.example", "v1"), group("b.example", "v1"));
    String sites = resources(resource("sites", "site", "Site", true, ""));
    server.answers("/apis/a.example/v1", 200, sites);
    server.answers("/apis/b.example/v1", 200, sites);
    assertThat(failure("site"))
        .hasMessage("kind: must be one of sites.a.example and sites.b.example, got site");
  }

  @Test
  void aFullNameIsSurerThanAShortOne() throws Exception {
    server.has(group("a.example", "v1"), group("b.example", "v1"));
    server.answers(
        "/apis/a.example/v1", 200, resources(resource("others", "other", "Other", true, "sites")));
    server.answers(
        "/apis/b.example/v1", 200, resources(resource("sites", "site", "Site", true, "")));
    assertThat(discovery.named("sites", Set.of()).group()).isEqualTo("b.example");
  }

  @Test
  void namesWhatIsNearestToAnUnknownKind() {
    server.answers("/apis/metrics.k8s.io/v1beta1", 200, resources());
    assertThat(failure("deploymnts"))
        .hasMessage("kind: must be one that the server has, got deploymnts, nearest: deployments")
        .matches(e -> !e.mayPass());
    assertThat(failure("gizmos")).hasMessage("kind: must be one that the server has, got gizmos");
    assertThat(failure("deployments.apos"))
        .hasMessage(
            "kind: must be of an API group of the server, got deployments.apos, nearest: apps");
  }

  @Test
  void saysThatAKindMayBeThoseOfAServerThatIsDown() {
    assertThat(failure("gizmos"))
        .hasMessage(
            "kind: gizmos was not found, and the server does not tell the kinds of"
                + " metrics.k8s.io/v1beta1: status 503")
        .matches(NoSuchKindException::mayPass);
  }

  @Test
  void requiresWhatIsToBeDoneWithIt() {
    assertThat(failure("bindings"))
        .hasMessage("kind: must be one that the server lets delete, got bindings");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 429, 500, 503})
  void aServerThatCannotTellMayTellLater(int status) {
    server.answers("/apis", status, "");
    assertThat(failure("pods"))
        .hasMessage("the server does not tell its API groups: status " + status)
        .matches(NoSuchKindException::mayPass)
        .matches(e -> e.answered() == (status != 0));
  }

  @Test
  void anObjectsKindThatIsNotThereIsTold() {
    NoSuchKindException e =
        catchThrowableOfType(
            NoSuchKindException.class,
            () -> discovery.of("example.org/v2", "Gizmo", CREATE_AND_DELETE));
    assertThat(e)
        .hasMessage("kind: must be one that the server has, got Gizmo of example.org/v2")
        .matches(told -> !told.mayPass());
  }

  private NoSuchKindException failure(String word) {
    return catchThrowableOfType(
        NoSuchKindException.class, () -> discovery.named(word, CREATE_AND_DELETE));
  }

  /** The first version is the preferred one, and the last in the server's order. */
  private static String group(String name, String... versions) {
    String list =
        Arrays.stream(versions)
            .sorted()
            .map(version -> "{\"version\":\"" + version + "\"}")
            .collect(Collectors.joining(","));
    return "{\"name\":\""
        + name
        + "\",\"versions\":["
        + list
        + "],\"preferredVersion\":{\"version\":\""
        + versions[0]
        + "\"}}";
  }

  private static String resources(String... resources) {
    return "{\"resources\":[" + String.join(",", resources) + "]}";
  }

  private static String resource(
      String name, String singular, String kind, boolean namespaced, String shortName) {
    return "{\"name\":\""
        + name
        + "\",\"singularName\":\""
        + singular
        + "\",\"kind\":\""
        + kind
        + "\",\"namespaced\":"
        + namespaced
        + ","
        + ALL_VERBS
        + (shortName.isEmpty() ? "[]" : "[\"" + shortName + "\"]")
        + "}";
  }
}
