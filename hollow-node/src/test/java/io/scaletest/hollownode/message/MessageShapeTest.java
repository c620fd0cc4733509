package io.scaletest.hollownode.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.hollownode.fake.ApiMessages;
import io.scaletest.hollownode.message.MessageShape.Field;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageShapeTest {
  private static Stream<Named<MessageShape>> shapes() {
    Set<MessageShape> all = new HashSet<>();
    for (MessageShape root :
        List.of(
            NodeShapes.NODE,
            NodeShapes.LEASE,
            NodeShapes.CSI_NODE,
            EventShapes.CORE_EVENT,
            EventShapes.EVENT,
            PodShapes.POD,
            PodShapes.TOKEN_REQUEST,
            MetaShapes.DELETE_OPTIONS)) {
      add(root, all);
    }
    return all.stream().map(shape -> Named.of(shape.name(), shape));
  }

  private static void add(MessageShape shape, Set<MessageShape> all) {
    if (!shape.name().isEmpty() && all.add(shape)) {
      shape.fields().forEach(field -> add(field.message(), all));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void everyFieldHasTheNumberAndTypeOfKubernetesOwn(MessageShape shape) {
    Map<String, ApiMessages.Field> fields = ApiMessages.fieldsOf(shape.name());
    for (Field field : shape.fields()) {
      String what = shape.name() + "." + field.name();
      ApiMessages.Field real = fields.get(field.name());
      assertThat(real).as(what).isNotNull();
      assertThat(field.number()).as(what).isEqualTo(real.number());
      assertThat((real.label() + " " + real.type()).strip()).as(what).isIn(types(field));
    }
  }

  private static List<String> types(Field field) {
    return switch (field.kind()) {
      case TEXT -> List.of("string", "bytes");
      case TEXTS -> List.of("repeated string");
      case NUMBER -> List.of("int32", "int64");
      case NUMBERS -> List.of("repeated int32");
      case FLAG -> List.of("bool");
      case TIME -> List.of("Time", "MicroTime");
      case MESSAGE, INLINE -> List.of(field.message().name());
      case MESSAGES -> List.of("repeated " + field.message().name());
      case TEXT_MAP -> List.of("map string");
      case QUANTITY_MAP -> List.of("map Quantity");
    };
  }

  @Test
  void aTreeIsTheObjectsJsonWithTimesAsSecondsAndWithoutWhatNobodyReads()
      throws MalformedProtobufException {
    byte[] pod =
        ApiMessages.encode(
            "Pod",
            "{\"metadata\":{\"name\":\"p\",\"selfLink\":\"x\",\"labels\":{\"a\":\"1\",\"b\":\"\"}},"
                + "\"spec\":{\"hostNetwork\":true,\"priority\":7,\"overhead\":{\"cpu\":\"50m\"},"
                + "\"volumes\":[{\"name\":\"v\",\"configMap\":{\"name\":\"m\"}}]},"
                + "\"status\":{\"startTime\":\"1970-01-01T00:01:00Z\"}}");
    assertThat(PodShapes.POD.tree(new ProtobufFields(pod, 0, pod.length)))
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
  void whatIsCutOffIsMalformedWhereverItIsCut() {
    byte[] pod =
        ApiMessages.encode("Pod", "{\"metadata\":{\"name\":\"p\",\"labels\":{\"a\":\"1\"}}}");
    for (int length = 1; length < pod.length; length++) {
      byte[] cut = Arrays.copyOf(pod, length);
      assertThatThrownBy(() -> PodShapes.POD.tree(new ProtobufFields(cut, 0, cut.length)))
          .isInstanceOf(MalformedProtobufException.class);
    }
  }
}
