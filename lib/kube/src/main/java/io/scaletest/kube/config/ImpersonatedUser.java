package io.scaletest.kube.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The user that the requests of a configuration impersonate: {@code as}, {@code as-uid}, {@code
 * as-groups} and {@code as-user-extra} of a kubeconfig's user.
 *
 * @param name name of the user
 * @param uid the user's identifier; empty for none
 * @param groups groups that the user is in
 * @param extra more about the user, each key with its values
 */
public record ImpersonatedUser(
    String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  public ImpersonatedUser {
    requireHeaderValue("as", name);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("as: must name a user");
    }
    requireHeaderValue("as-uid", uid);
    groups = List.copyOf(groups);
    groups.forEach(group -> requireHeaderValue("as-groups", group));
    Map<String, List<String>> copy = new LinkedHashMap<>();
    extra.forEach((key, values) -> copy.put(key, List.copyOf(values)));
    copy.values().forEach(values -> values.forEach(v -> requireHeaderValue("as-user-extra", v)));
    extra = Map.copyOf(copy);
  }

  private static void requireHeaderValue(String what, String value) {
    if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException(what + ": must have no control characters");
    }
  }
}
