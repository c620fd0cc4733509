package io.scaletest.fleet.spec;

import java.util.Map;

/**
 * The pods of one role, which are all alike but for their shares. Immutable.
 *
 * @param tool name of the program, {@code /TOOL} in its image
 * @param pods how many
 * @param options of the tool by name without dashes: totals, where they are shared
 * @param javaOptions of the tool's JVM; may be empty
 */
public record MemberGroup(
    Role role,
    String tool,
    int pods,
    String image,
    String serviceAccount,
    Map<String, String> options,
    String cpu,
    String memory,
    String javaOptions) {

  /** Returns what the tool prints as soon as it does its work; empty for drivers. */
  public String readyWhen() {
    if (role == Role.DRIVER) {
      return "";
    }
    boolean several = !options.getOrDefault("watchers", "1").equals("1");
    return several ? "has an open watch" : "; watching";
  }
}
