package io.scaletest.kube.flunders;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.url.PercentEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a server has its Flunders, the objects of the Kubernetes sample API server: {@code
 * wardle.example.com} today, {@code wardle.k8s.io} in the original's day.
 *
 * @param group API group
 * @param version API version
 */
public record FlunderApi(String group, String version) {
  /** The resource's name in paths, and in metric names. */
  public static final String PLURAL = "flunders";

  /** The groups of the sample API server, today's first. */
  static final List<String> KNOWN_GROUPS = List.of("wardle.example.com", "wardle.k8s.io");

  /**
   * The version that the originals use. It is preferred to the server's own preference, since
   * Flunders of {@code v1beta1} have another spec.
   */
  public static final String ORIGINAL_VERSION = "v1alpha1";

  static final String GROUPS_PATH = "/apis";

  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIRST_SERVER_ERROR = 500;

  public FlunderApi {
    Objects.requireNonNull(group, "group is null");
    Objects.requireNonNull(version, "version is null");
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
  public static FlunderApi find(
      ApiTransport transport, Optional<String> group, Optional<String> version)
      throws NoFlunderApiException {
    ApiReply reply = transport.sendAndWait(ApiRequest.get(GROUPS_PATH));
    if (!reply.succeeded()) {
      throw new NoFlunderApiException(
          "the server does not tell its API groups: " + reply.failure(), mayPass(reply), reply);
    }
    Optional<Map<String, Object>> groups = JsonTree.object(reply.body());
    if (groups.isEmpty() || !(groups.get().get("groups") instanceof List<?>)) {
      throw new NoFlunderApiException(
          "the server does not tell its API groups: the answer is no list of them");
    }
    Map<?, ?> found = find(JsonTree.objects(groups.get(), "groups"), group);
    FlunderApi api = new FlunderApi(String.valueOf(found.get("name")), version(found, version));
    api.requireResource(transport);
    return api;
  }

  private static boolean mayPass(ApiReply reply) {
    return reply.status() == 0
        || reply.status() == TOO_MANY_REQUESTS
        || reply.status() >= FIRST_SERVER_ERROR;
  }

  private static Map<?, ?> find(List<Map<?, ?>> groups, Optional<String> wanted)
      throws NoFlunderApiException {
    for (String name : wanted.map(List::of).orElse(KNOWN_GROUPS)) {
      for (Map<?, ?> group : groups) {
        if (name.equals(group.get("name"))) {
          return group;
        }
      }
    }
    throw new NoFlunderApiException(
        wanted.isPresent()
            ? "group: must be an API group of the server, got " + wanted.get()
            : "the server has no Flunder API: none of its API groups is "
                + String.join(" or ", KNOWN_GROUPS));
  }

  private static String version(Map<?, ?> group, Optional<String> wanted)
      throws NoFlunderApiException {
    List<String> served = new ArrayList<>();
    for (Map<?, ?> version : JsonTree.objects(group, "versions")) {
      served.add(String.valueOf(version.get("version")));
    }
    String name = wanted.orElse(ORIGINAL_VERSION);
    if (served.contains(name)) {
      return name;
    }
    if (wanted.isPresent() || served.isEmpty()) {
      throw new NoFlunderApiException(
          "api-version: must be one that "
              + group.get("name")
              + " has, "
              + String.join(" or ", served)
              + ", got "
              + name);
    }
    return group.get("preferredVersion") instanceof Map<?, ?> preferred
            && served.contains(String.valueOf(preferred.get("version")))
        ? String.valueOf(preferred.get("version"))
        : served.get(0);
  }

  private void requireResource(ApiTransport transport) throws NoFlunderApiException {
    ApiReply reply = transport.sendAndWait(ApiRequest.get(groupPath()));
    if (reply.succeeded()) {
      List<Map<?, ?>> resources =
          JsonTree.objects(JsonTree.object(reply.body()).orElse(Map.of()), "resources");
      if (resources.stream().anyMatch(resource -> PLURAL.equals(resource.get("name")))) {
        return;
      }
    } else if (reply.status() != NOT_FOUND) {
      return; // the aggregator says 503 while the server behind it is down
    }
    throw new NoFlunderApiException("the server has no Flunders in " + this);
  }

  private String groupPath() {
    return "/apis/" + PercentEncoding.encoded(group) + "/" + PercentEncoding.encoded(version);
  }

  /** Returns the path of the Flunders: of one namespace, or of all where none is given. */
  public String collectionPath(Optional<String> namespace) {
    return groupPath()
        + namespace.map(name -> "/namespaces/" + PercentEncoding.encoded(name)).orElse("")
        + "/"
        + PLURAL;
  }

  /** Returns group and version as an {@code apiVersion} has them. */
  @Override
  public String toString() {
    return group + "/" + version;
  }
}
