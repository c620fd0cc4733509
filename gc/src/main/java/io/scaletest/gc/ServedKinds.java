package io.scaletest.gc;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.exit.ToolException;
import io.scaletest.fabric8.RequestFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The kinds of a server whose objects can be listed and deleted, each once, in the order in which
 * to sweep them: what defines kinds and serves them last, namespaces after everything.
 *
 * @param kinds those kinds
 * @param unknown versions of API groups whose kinds the server could not tell, with the reason: as
 *     a rule, the server behind an APIService is down
 */
record ServedKinds(List<ServedKind> kinds, Map<String, String> unknown) {
  private static final String CORE = "v1";

  /** The tools' own kind, which many clusters have not: there is nothing to delete, then. */
  private static final String OPTIONAL = "flunders";

  private static final Set<String> NEEDED_VERBS = Set.of("list", "delete");
  private static final Comparator<ServedKind> OTHERS_FIRST =
      Comparator.comparing(ServedKind::isNamespaces).thenComparing(ServedKind::servesOthers);

  ServedKinds {
    kinds = kinds.stream().sorted(OTHERS_FIRST).toList();
  }

  /**
   * Asks a server for all its kinds: a request for each version of each group. Blocks meanwhile.
   *
   * @throws KubernetesClientException where not even the groups can be had
   */
  static ServedKinds of(KubernetesClient client) {
    var collector = new Collector(client);
    collector.add("", CORE);
    for (APIGroup group : client.getApiGroups().getGroups()) {
      preferredFirst(group).forEach(version -> collector.add(group.getName(), version));
    }
    return new ServedKinds(collector.kinds, collector.unknown);
  }

  /** Objects are the same in each version of a group: the first one that serves a kind is asked. */
  private static Stream<String> preferredFirst(APIGroup group) {
    GroupVersionForDiscovery preferred = group.getPreferredVersion();
    return Stream.concat(Stream.ofNullable(preferred), group.getVersions().stream())
        .map(GroupVersionForDiscovery::getVersion)
        .distinct();
  }

  /**
   * Returns the kinds that kubectl would take these names for, and, where one is not found, the
   * versions that may have it. Without names, every kind but namespaces, which hold more than what
   * has the tools' label.
   *
   * @throws ToolException with status 2 where the server told all its kinds, and has not that one
   */
  ServedKinds chosen(List<String> names) {
    if (names.isEmpty()) {
      return new ServedKinds(kinds.stream().filter(k -> !k.isNamespaces()).toList(), unknown);
    }
    Set<ServedKind> found = new LinkedHashSet<>();
    Map<String, String> mayBeIn = Map.of();
    for (String name : names) {
      Optional<ServedKind> named = kinds.stream().filter(k -> k.isNamed(name)).findFirst();
      named.ifPresent(found::add);
      if (named.isEmpty() && !unknown.isEmpty()) {
        mayBeIn = unknown;
      } else if (named.isEmpty() && !name.equals(OPTIONAL)) {
        throw ToolException.usage("kinds: must be kinds that the server has, got " + name);
      }
    }
    return new ServedKinds(List.copyOf(found), mayBeIn);
  }

  /** For use by one thread. */
  private static final class Collector {
    private final KubernetesClient client;
    private final List<ServedKind> kinds = new ArrayList<>();
    private final Map<String, String> unknown = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();

    Collector(KubernetesClient client) {
      this.client = client;
    }

    void add(String group, String version) {
      String groupVersion = group.isEmpty() ? version : group + "/" + version;
      APIResourceList resources;
      try {
        resources = client.getApiResources(groupVersion);
      } catch (KubernetesClientException e) {
        unknown.put(groupVersion, RequestFailure.line(e));
        return;
      }
      if (resources == null) {
        return; // not there any more: its definition was deleted meanwhile
      }
      for (APIResource resource : resources.getResources()) {
        if (isSweepable(resource) && isNew(group, resource)) {
          kinds.add(kind(group, version, resource));
        }
      }
    }

    private static boolean isSweepable(APIResource resource) {
      boolean isSubresource = resource.getName().contains("/");
      return !isSubresource && resource.getVerbs().containsAll(NEEDED_VERBS);
    }

    /** What is stored as the same is the same, under whatever group: Events are in two. */
    private boolean isNew(String group, APIResource resource) {
      String stored = Objects.requireNonNullElse(resource.getStorageVersionHash(), "");
      boolean isNew = seen.add(resource.getName() + "." + group.replace("events.k8s.io", ""));
      return stored.isEmpty() ? isNew : seen.add("stored as " + stored) && isNew;
    }

    private static ServedKind kind(String group, String version, APIResource resource) {
      return new ServedKind(
          group,
          version,
          resource.getName(),
          Objects.requireNonNullElse(resource.getSingularName(), ""),
          resource.getKind(),
          resource.getShortNames(),
          Boolean.TRUE.equals(resource.getNamespaced()));
    }
  }
}
