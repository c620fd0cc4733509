package io.scaletest.embedded.patch;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table of merge strategies of the API's lists: by the key of their elements, as sets, or
 * replaced as a whole. Looked up by the name of the list, and for {@code ports} by its parent's.
 *
 * <p><i>Source:</i> the {@code patchStrategy} and {@code patchMergeKey} tags of k8s.io/api.
 */
final class MergeKeys {
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("containers", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("ephemeralContainers", "name"),
          Map.entry("env", "name"),
          Map.entry("volumes", "name"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("volumeDevices", "devicePath"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("hostAliases", "ip"),
          Map.entry("topologySpreadConstraints", "topologyKey"),
          Map.entry("resourceClaims", "name"),
          Map.entry("conditions", "type"),
          Map.entry("addresses", "type"),
          Map.entry("podIPs", "ip"),
          Map.entry("hostIPs", "ip"),
          Map.entry("ownerReferences", "uid"),
          Map.entry("secrets", "name"));
  private static final Set<String> SETS = Set.of("finalizers", "podCIDRs");

  private MergeKeys() {}

  /** Returns the member that is the key of a list's elements; empty where the list is replaced. */
  static Optional<String> of(String parent, String list) {
    if (list.equals("ports")) {
      return Optional.of(parent.equals("spec") ? "port" : "containerPort");
    }
    return Optional.ofNullable(KEYS.get(list));
  }

  /** Returns whether a list is merged as a set of scalars. */
  static boolean isSet(String list) {
    return SETS.contains(list);
  }
}
