package io.scaletest.e2e.rules;

import io.scaletest.testkit.process.Programs;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Messages of one of Kubernetes' {@code generated.proto} files, from the Go modules that the real
 * control plane is built of.
 *
 * @param messages by name, each with its fields by name
 */
record GeneratedProto(Map<String, Map<String, Field>> messages) {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final Pattern DIR = Pattern.compile("\"Dir\": \"(.*)\"");
  private static final Pattern MESSAGE = Pattern.compile("message (\\w+) \\{");
  private static final Pattern FIELD =
      Pattern.compile("  (optional|repeated|map<string, ?)? ?([\\w.]+)>? (\\w+) = (\\d+);");

  /**
   * @param label empty, {@code repeated} or {@code map}
   * @param type without its package; of a map that of the values
   */
  record Field(int number, String label, String type) {
    @Override
    public String toString() {
      return number + (label.isEmpty() ? " " : " " + label + " ") + type;
    }
  }

  /** Returns all files by their folder's last two names: {@code core/v1}, {@code meta/v1}. */
  static Map<String, GeneratedProto> all() throws IOException {
    Programs.require("go");
    Map<String, GeneratedProto> all = new TreeMap<>();
    for (Path module : modules()) {
      try (Stream<Path> files = Files.walk(module)) {
        for (Path file : files.filter(path -> path.endsWith("generated.proto")).sorted().toList()) {
          Path folder = file.getParent();
          String name = folder.getParent().getFileName() + "/" + folder.getFileName();
          all.put(name, parse(Files.readAllLines(file)));
        }
      }
    }
    return all;
  }

  /** Has Go say where the modules are; it fetches them first where it does not have them. */
  private static List<Path> modules() {
    String folder = Repository.root().resolve("control-plane/go").toString();
    try (ToolProcess go =
        ToolProcess.command(
                "go", "-C", folder, "mod", "download", "-json", "k8s.io/api", "k8s.io/apimachinery")
            .start()) {
      int status = go.awaitExit(LIMIT);
      if (status != 0) {
        throw new AssertionError("go mod download: " + go.stdout() + go.stderr());
      }
      return DIR.matcher(go.stdout()).results().map(dir -> Path.of(dir.group(1))).toList();
    }
  }

  static GeneratedProto parse(List<String> lines) {
    Map<String, Map<String, Field>> messages = new LinkedHashMap<>();
    Map<String, Field> fields = null;
    List<String> unread = new ArrayList<>();
    for (String line : lines) {
      Matcher message = MESSAGE.matcher(line);
      Matcher field = FIELD.matcher(line);
      if (message.matches()) {
        fields = new LinkedHashMap<>();
        messages.put(message.group(1), fields);
      } else if (line.equals("}")) {
        fields = null;
      } else if (fields != null && field.matches()) {
        String type = field.group(2).substring(field.group(2).lastIndexOf('.') + 1);
        fields.put(
            field.group(3),
            new Field(Integer.parseInt(field.group(4)), label(field.group(1)), type));
      } else if (fields != null && !line.isBlank() && !line.strip().startsWith("//")) {
        unread.add(line);
      }
    }
    if (!unread.isEmpty()) {
      throw new AssertionError("lines that are no fields: " + unread);
    }
    return new GeneratedProto(messages);
  }

  private static String label(String word) {
    return word == null || word.equals("optional") ? "" : word.startsWith("map") ? "map" : word;
  }
}
