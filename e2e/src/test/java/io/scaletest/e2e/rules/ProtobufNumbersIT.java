package io.scaletest.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.wire.protobuf.MessageShape;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every number of a protobuf field in this project is Kubernetes' own: those of the table in
 * lib/wire, and those of the list that the tests of hollow nodes encode by.
 */
@SideBySide
class ProtobufNumbersIT {
  private static final String TABLE = "lib/wire/src/main/java/io/scaletest/wire/protobuf";
  private static final Path LIST =
      Path.of("hollow-node/src/test/resources/io/scaletest/hollownode/fake/kubernetes-1.36.fields");

  /** Where a message is that is named without its package: the first that has it. */
  private static final List<String> PACKAGES =
      List.of(
          "core/v1",
          "meta/v1",
          "pkg/runtime",
          "api/resource",
          "util/intstr",
          "coordination/v1",
          "authentication/v1",
          "storage/v1");

  private static Map<String, GeneratedProto> files;

  @BeforeAll
  static void readKubernetesOwn() throws IOException {
    files = GeneratedProto.all();
    assertThat(files).containsKeys(PACKAGES.toArray(String[]::new));
  }

  private static Map<String, GeneratedProto.Field> fieldsOf(String message) {
    int slash = message.lastIndexOf('.');
    List<String> packages = PACKAGES;
    if (slash > 0) {
      String wanted = message.substring(0, slash);
      packages = files.keySet().stream().filter(name -> name.endsWith(wanted)).toList();
    }
    String name = message.substring(slash + 1);
    return packages.stream()
        .map(folder -> files.get(folder).messages())
        .filter(messages -> messages.containsKey(name))
        .map(messages -> messages.get(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("Kubernetes has no message " + message));
  }

  /** Returns every shape that stands in a field of a class of the table, and those inside. */
  private static Set<MessageShape> table() throws IOException, ReflectiveOperationException {
    Map<MessageShape, Boolean> shapes = new LinkedHashMap<>();
    try (Stream<Path> sources = Files.list(Repository.root().resolve(TABLE))) {
      for (Path source : sources.filter(path -> path.toString().endsWith("Shapes.java")).toList()) {
        String name = source.getFileName().toString().replace(".java", "");
        for (var field :
            Class.forName(MessageShape.class.getPackageName() + "." + name).getDeclaredFields()) {
          if (Modifier.isStatic(field.getModifiers()) && field.getType() == MessageShape.class) {
            field.setAccessible(true);
            add((MessageShape) field.get(null), shapes);
          }
        }
      }
    }
    return shapes.keySet();
  }

  private static void add(MessageShape shape, Map<MessageShape, Boolean> shapes) {
    if (!shape.name().isEmpty() && shapes.put(shape, true) == null) {
      shape.fields().forEach(field -> add(field.message(), shapes));
    }
  }

  @Test
  void everyFieldOfTheTableHasTheNumberAndTypeOfKubernetesOwn()
      throws IOException, ReflectiveOperationException {
    Set<MessageShape> table = table();
    List<String> wrong = new ArrayList<>();
    int fields = 0;
    for (MessageShape shape : table) {
      Map<String, GeneratedProto.Field> real = fieldsOf(shape.name());
      for (MessageShape.Field field : shape.fields()) {
        GeneratedProto.Field theirs =
            real.getOrDefault(field.name(), real.get(field.name().replace("uid", "uID")));
        if (theirs == null
            || theirs.number() != field.number()
            || !types(field).contains((theirs.label() + " " + theirs.type()).strip())) {
          wrong.add(shape.name() + "." + field.name() + ": " + field.number() + " is " + theirs);
        }
        fields++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(fields).as("fields compared").isGreaterThan(200);
  }

  private static List<String> types(MessageShape.Field field) {
    String message = field.message().name();
    String type = message.substring(message.lastIndexOf('.') + 1);
    return switch (field.kind()) {
      case TEXT -> List.of("string", "bytes");
      case TEXTS -> List.of("repeated string");
      case NUMBER -> List.of("int32", "int64");
      case NUMBERS -> List.of("repeated int32");
      case FLAG -> List.of("bool");
      case TIME -> List.of("Time", "MicroTime");
      case MESSAGE, INLINE -> List.of(type);
      case MESSAGES -> List.of("repeated " + type);
      case TEXT_MAP -> List.of("map string", "map bytes");
      case QUANTITY_MAP -> List.of("map Quantity");
    };
  }

  @Test
  void everyObjectAndEveryListHasItsMetadataAndItemsWhereThePartialOnesHaveThem() {
    Map<String, String> wrong = new TreeMap<>();
    files.forEach(
        (folder, file) ->
            file.messages()
                .forEach(
                    (message, fields) -> {
                      GeneratedProto.Field metadata = fields.get("metadata");
                      GeneratedProto.Field items = fields.get("items");
                      boolean isOld = folder.equals("meta/v1beta1"); // served by nobody any more
                      if (!isOld
                          && (metadata != null && metadata.number() != 1
                              || message.endsWith("List")
                                  && metadata != null
                                  && items.number() != 2)) {
                        wrong.put(folder + "." + message, fields.toString());
                      }
                    }));
    assertThat(wrong).isEmpty();
  }

  @Test
  void aMicroTimeIsNumberedAsATime() {
    assertThat(fieldsOf("MicroTime")).isEqualTo(fieldsOf("Time"));
  }

  @Test
  void theListOfTheTestsOfHollowNodesIsKubernetesOwn() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String line : Files.readAllLines(Repository.root().resolve(LIST))) {
      if (!line.startsWith("#")) {
        String[] parts = line.split(": ?", 2);
        List<String> fields =
            fieldsOf(parts[0]).entrySet().stream()
                .sorted(Comparator.comparing(field -> field.getValue().number()))
                .map(field -> field.getKey() + " " + field.getValue())
                .toList();
        String real = String.join(", ", fields);
        if (!parts[1].equalsIgnoreCase(real)) { // generated.proto has "uID" for "uid"
          wrong.add(parts[0] + ": " + parts[1] + " is " + real);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
