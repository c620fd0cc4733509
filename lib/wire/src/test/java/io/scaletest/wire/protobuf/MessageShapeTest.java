package io.scaletest.wire.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageShapeTest {
  /**
   * Numbers as in core/v1's generated.proto, written out so that they do not come from the table.
   */
  private static byte[] pod() {
    ProtobufWriter pod = new ProtobufWriter();
    pod.message(1).text(1, "p").text(4, "selfLink");
    pod.message(11).text(1, "a").text(2, "1").end();
    pod.message(11).text(1, "b").text(2, "").end().end();
    pod.message(2);
    pod.message(1).text(1, "v");
    pod.message(2).message(19).message(1).text(1, "m").end().end().end().end();
    pod.flag(11, true).flag(13, true); // hostNetwork, and hostIPC, which nobody reads
    pod.message(32).text(1, "cpu").message(2).text(1, "50m").end().end().end();
    pod.message(3).message(7).number(1, 60).end();
    return pod.bytes();
  }

  private static Map<String, Object> tree(byte[] pod) throws MalformedProtobufException {
    return PodShapes.POD.tree(new ProtobufFields(pod, 0, pod.length));
  }

  @Test
  void aTreeIsTheObjectsJsonWithTimesAsSecondsAndWithoutWhatNobodyReads()
      throws MalformedProtobufException {
    assertThat(tree(pod()))
        .isEqualTo(
            Map.of(
                "metadata",
                Map.of("name", "p", "labels", Map.of("a", "1", "b", "")),
                "spec",
                Map.of(
                    "hostNetwork",
                    true,
                    "overhead",
                    Map.of("cpu", "50m"),
                    "volumes",
                    List.of(Map.of("name", "v", "configMap", Map.of("name", "m")))),
                "status",
                Map.of("startTime", 60L)));
  }

  @Test
  void aFieldOfAnotherTypeThanTheTablesIsLeftOut() throws MalformedProtobufException {
    byte[] pod = new ProtobufWriter().message(2).number(10, 1).text(11, "x").bytes();
    assertThat(tree(pod)).isEqualTo(Map.of("spec", Map.of()));
  }

  @Test
  void whatIsCutOffIsMalformedWhereverItIsCut() {
    byte[] pod =
        new ProtobufWriter().message(1).text(1, "p").message(11).text(1, "a").text(2, "1").bytes();
    for (int length = 1; length < pod.length; length++) {
      byte[] cut = Arrays.copyOf(pod, length);
      assertThatThrownBy(() -> tree(cut)).isInstanceOf(MalformedProtobufException.class);
    }
  }

  @Test
  void aFieldThatAMessageDoesNotHaveHasNoNumber() {
    assertThatThrownBy(() -> NodeShapes.NODE_SPEC.number("podName"))
        .hasMessage("field: must be one of NodeSpec, got podName");
  }
}
