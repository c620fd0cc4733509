package io.scaletest.wire.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesProtobufTest {
  private static final String POD =
      """
      {"kind":"Pod","apiVersion":"v1",
       "metadata":{"name":"p","namespace":"n","uid":"u","resourceVersion":"7",
        "creationTimestamp":"2026-11-29T10:00:00Z","labels":{"a":"1","empty":""},
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"o",
         "controller":true,"blockOwnerDeletion":false}],
        "managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1",
         "time":"2026-11-29T10:00:01Z","fieldsType":"FieldsV1",
         "fieldsV1":{"f:metadata":{"f:labels":{"f:a":{}}}}}]},
       "spec":{"volumes":[{"name":"scratch","emptyDir":{"sizeLimit":"1Gi"}},
         {"name":"all","projected":{"sources":[{"serviceAccountToken":
          {"expirationSeconds":3607,"path":"token"}}],"defaultMode":420}}],
        "containers":[{"name":"c","image":"i:1","resources":{"requests":{"cpu":"10m"}},
         "ports":[{"containerPort":80,"protocol":"TCP"}],
         "readinessProbe":{"httpGet":{"path":"/","port":"web","scheme":"HTTP"},"periodSeconds":5},
         "livenessProbe":{"tcpSocket":{"port":80}}}],
        "nodeName":"node","hostNetwork":true,"terminationGracePeriodSeconds":0},
       "status":{"phase":"Running","startTime":"2026-11-29T10:00:02Z",
        "containerStatuses":[{"name":"c","state":{"running":{"startedAt":"2026-11-29T10:00:03Z"}},
         "lastState":{},"ready":true,"restartCount":0,"image":"i:1","imageID":"x"}]}}
      """;

  private static final String LEASE =
      """
      {"kind":"Lease","apiVersion":"coordination.k8s.io/v1",
       "metadata":{"name":"node","namespace":"kube-node-lease"},
       "spec":{"holderIdentity":"node","leaseDurationSeconds":40,
        "renewTime":"2026-11-29T10:00:00.123456Z"}}
      """;

  private static final String SECRET =
      """
      {"kind":"Secret","apiVersion":"v1","metadata":{"name":"s"},
       "data":{"k":"AAH/","none":""},"type":"Opaque"}
      """;

  private static final String REVIEW =
      """
      {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{},
       "spec":{"user":"jane","groups":["a","b"],"extra":{"scopes":["x","y"]}},
       "status":{"allowed":false}}
      """;

  private static final String REVISION =
      """
      {"kind":"ControllerRevision","apiVersion":"apps/v1","metadata":{"name":"r"},
       "data":{"spec":{"template":[1,2]}},"revision":3}
      """;

  private static final String NODES =
      """
      {"kind":"NodeList","apiVersion":"v1","metadata":{"resourceVersion":"9"},
       "items":[{"metadata":{"name":"n"},"spec":{},
        "status":{"capacity":{"cpu":"4","memory":"1Gi"},
         "daemonEndpoints":{"kubeletEndpoint":{"Port":10250}}}}]}
      """;

  private static Map<String, Object> tree(String json) {
    try {
      return JsonTree.parseObject(json.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, Object> back(Map<String, Object> tree)
      throws MalformedProtobufException {
    return KubernetesProtobuf.decode(KubernetesProtobuf.encode(tree).orElseThrow()).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {POD, LEASE, SECRET, REVIEW, REVISION})
  void anObjectComesBackAsItWas(String json) throws MalformedProtobufException {
    Map<String, Object> tree = tree(json);
    assertThat(back(tree)).isEqualTo(tree);
  }

  @Test
  void aListsItemsHaveNoKindsOfTheirOwn() throws MalformedProtobufException {
    Map<String, Object> list = back(tree(NODES));
    Map<String, Object> wanted = tree(NODES);
    // A struct of Go that JSON does not leave out, although this text did.
    JsonTree.ownChild(
        JsonTree.asObject((Map<?, ?>) JsonTree.list(wanted, "items").get(0)), "status");
    assertThat(list).isEqualTo(wanted);
  }

  @Test
  void whatAKindHasNoFieldForIsLost() throws MalformedProtobufException {
    Map<String, Object> tree = tree(LEASE);
    tree.put("unknown", 1L);
    assertThat(back(tree)).isEqualTo(tree(LEASE));
  }

  @Test
  void goesZeroTimeAndZerosThatJsonLeavesOutAreNotThere() throws MalformedProtobufException {
    Map<String, Object> tree = tree(SECRET);
    Map<String, Object> metadata = JsonTree.child(tree, "metadata");
    metadata.put("generation", 0L);
    metadata.put("generateName", "");
    metadata.put("creationTimestamp", null);
    assertThat(back(tree)).isEqualTo(tree(SECRET));
  }

  @Test
  void optionsOfADeletionComeInEveryGroup() throws MalformedProtobufException {
    Map<String, Object> options =
        JsonTree.of("kind", "DeleteOptions", "apiVersion", "apps/v1", "gracePeriodSeconds", 0L);
    assertThat(back(options)).isEqualTo(options);
  }

  @Test
  void kindsWithoutMessagesHaveNoProtobuf() throws MalformedProtobufException {
    assertThat(KubernetesProtobuf.has("v1", "Pod")).isTrue();
    assertThat(KubernetesProtobuf.has("apiextensions.k8s.io/v1", "CustomResourceDefinition"))
        .isFalse();
    assertThat(KubernetesProtobuf.encode(JsonTree.of("kind", "Any", "apiVersion", "a/v1")))
        .isEmpty();
  }

  @Test
  void aValueThatDoesNotFitIsNamed() {
    Map<String, Object> pod = tree(POD);
    JsonTree.child(pod, "spec").put("nodeName", 5L);
    assertThatThrownBy(() -> KubernetesProtobuf.encode(pod))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("core/v1.PodSpec.nodeName cannot be said in protobuf: 5");
    for (String time : new String[] {"yesterday", ""}) {
      Map<String, Object> lease = tree(LEASE);
      JsonTree.child(lease, "spec").put("renewTime", time);
      assertThatThrownBy(() -> KubernetesProtobuf.encode(lease))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("coordination/v1.LeaseSpec.renewTime cannot be said");
    }
    Map<String, Object> secret = tree(SECRET);
    JsonTree.child(secret, "data").put("k", "%");
    assertThatThrownBy(() -> KubernetesProtobuf.encode(secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("core/v1.Secret.data cannot be said");
  }

  @Test
  void bytesThatAreNoObjectAreMalformedAndNothingElse() {
    byte[] pod = KubernetesProtobuf.encode(tree(POD)).orElseThrow();
    Random random = new Random(7);
    int malformed = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(pod, random.nextInt(pod.length + 1));
      for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        KubernetesProtobuf.decode(bytes);
      } catch (MalformedProtobufException e) {
        malformed++;
      }
    }
    assertThat(malformed).isBetween(10_000, 20_000);
  }
}
