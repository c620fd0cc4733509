package io.scaletest.kube.flunders;

import io.scaletest.kube.kinds.ApiGroup;
import io.scaletest.kube.kinds.KindDiscovery;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import java.util.List;
import java.util.Optional;

/**
 * Where a server has its Flunders, the objects of the Kubernetes sample API server: {@code
 * wardle.example.com} today, {@code wardle.k8s.io} in the original's day.
 */
public final class FlunderApi {
  /** The groups of the sample API server, today's first. */
  static final List<String> KNOWN_GROUPS = List.of("wardle.example.com", "wardle.k8s.io");

  /**
   * The version that the originals use. It is preferred to the server's own preference, since
   * Flunders of {@code v1beta1} have another spec.
   */
  public static final String ORIGINAL_VERSION = "v1alpha1";

  private FlunderApi() {}

  /** Returns the Flunders of a group's version. */
  public static ObjectKind kind(String group, String version) {
    return new ObjectKind(group, version, "flunders", "Flunder", true);
  }

  /**
   * Asks a server which groups it has; waits no longer than the transport's request timeout for
   * each of two requests.
   *
   * <p>A group that is registered counts although the server behind it is down at the moment.
   *
   * @param group the only group to look for; empty for the sample API server's, today's first
   * @param version the only version; empty for the original's, or the server's preferred one where
   *     it does not have that
   */
  static ObjectKind find(ApiTransport transport, Optional<String> group, Optional<String> version)
      throws NoSuchKindException {
    KindDiscovery discovery = new KindDiscovery(transport);
    ApiGroup found = find(discovery.groups(), group);
    ObjectKind flunders = kind(found.name(), version(found, version));
    if (discovery.lacks(flunders)) {
      throw new NoSuchKindException("the server has no Flunders in " + flunders.apiVersion());
    }
    return flunders;
  }

  private static ApiGroup find(List<ApiGroup> groups, Optional<String> wanted)
      throws NoSuchKindException {
    for (String name : wanted.map(List::of).orElse(KNOWN_GROUPS)) {
      for (ApiGroup group : groups) {
        if (name.equals(group.name())) {
          return group;
        }
      }
    }
    throw new NoSuchKindException(
        wanted.isPresent()
            ? "group: must be an API group of the server, got " + wanted.get()
            : "the server has no Flunder API: none of its API groups is "
                + String.join(" or ", KNOWN_GROUPS));
  }

  private static String version(ApiGroup group, Optional<String> wanted)
      throws NoSuchKindException {
    String name = wanted.orElse(ORIGINAL_VERSION);
    if (group.versions().contains(name)) {
      return name;
    }
    if (wanted.isPresent()) {
      throw new NoSuchKindException(
          "api-version: must be one that "
              + group.name()
              + " has, "
              + String.join(" or ", group.versions())
              + ", got "
              + name);
    }
    return group.preferred();
  }
}
