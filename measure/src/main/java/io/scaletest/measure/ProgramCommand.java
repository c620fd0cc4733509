package io.scaletest.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A user's command line with the drop-in jar in it, as an agent: so the jar comes behind the class
 * path, whether that is named, comes from the environment or from a jar. Where the command is no
 * {@code java}, a script say, the JVMs that it starts get the agent from their environment.
 *
 * @param words the command to run
 * @param environment variables to add
 */
record ProgramCommand(List<String> words, Map<String, String> environment) {
  private static final String EVERY_JVM = "JAVA_TOOL_OPTIONS";

  /**
   * @param asked the user's words, at least one
   * @param dropIn the drop-in jar
   * @param settings what the jar is to do, as environment variables
   * @param javaToolOptions the variable of that name as it is; empty for none
   */
  static ProgramCommand of(
      List<String> asked, Path dropIn, Map<String, String> settings, String javaToolOptions) {
    String agent = "-javaagent:" + dropIn;
    List<String> words = new ArrayList<>(asked);
    Map<String, String> environment = new LinkedHashMap<>(settings);
    if (isJava(asked.get(0))) {
      words.add(1, agent);
    } else {
      environment.put(EVERY_JVM, (javaToolOptions + " " + agent).strip());
    }
    return new ProgramCommand(words, environment);
  }

  private static boolean isJava(String word) {
    String name = Path.of(word).getFileName().toString();
    return name.equals("java") || name.equals("java.exe");
  }
}
