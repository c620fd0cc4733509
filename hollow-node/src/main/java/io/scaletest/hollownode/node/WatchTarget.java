package io.scaletest.hollownode.node;

import io.scaletest.common.text.DurationText;
import io.scaletest.wire.url.PercentEncoding;
import java.time.Duration;

/**
 * The collection and selectors of a watch, and how its query is written. Immutable.
 *
 * @param path collection: {@code /api/v1/pods}
 * @param fieldSelector as kubectl takes it; empty for none
 * @param labelSelector as kubectl takes it; empty for none
 * @param shortestSeconds shortest time after which the server is asked to end the watch; the
 *     longest is twice as long
 * @param saysTimeout whether the query repeats that time as {@code timeout}, as the watches of
 *     generated clients do
 */
public record WatchTarget(
    String path,
    String fieldSelector,
    String labelSelector,
    int shortestSeconds,
    boolean saysTimeout) {

  /** Client-go's reflector: between five and ten minutes. */
  private static final int REFLECTOR_SECONDS = 300;

  /** The kubelet's watches of one Secret or ConfigMap: between thirty and sixty minutes. */
  private static final int REFERENCE_SECONDS = 1_800;

  /** Returns a reflector's watch. */
  public static WatchTarget reflector(String path, String fieldSelector, String labelSelector) {
    return new WatchTarget(path, fieldSelector, labelSelector, REFLECTOR_SECONDS, true);
  }

  /** Returns the kubelet's watch of the pods of its node, the one that says no {@code timeout}. */
  public static WatchTarget pods(String fieldSelector) {
    return new WatchTarget("/api/v1/pods", fieldSelector, "", REFLECTOR_SECONDS, false);
  }

  /** Returns the kubelet's watch of one object that a pod refers to. */
  public static WatchTarget reference(String namespace, String resource, String name) {
    return new WatchTarget(
        "/api/v1/namespaces/" + namespace + "/" + resource,
        "metadata.name=" + name,
        "",
        REFERENCE_SECONDS,
        true);
  }

  /** Returns path and query of a watch that begins with every object there is. */
  String initialPath(int seconds) {
    return query("resourceVersionMatch=NotOlderThan&sendInitialEvents=true", seconds);
  }

  /** Returns path and query of a watch that goes on behind {@code resourceVersion}. */
  String resumingPath(String resourceVersion, int seconds) {
    return query("resourceVersion=" + resourceVersion, seconds);
  }

  private String query(String from, int seconds) {
    StringBuilder text = new StringBuilder(path).append("?allowWatchBookmarks=true");
    if (!fieldSelector.isEmpty()) {
      text.append("&fieldSelector=").append(PercentEncoding.encoded(fieldSelector));
    }
    if (!labelSelector.isEmpty()) {
      text.append("&labelSelector=").append(PercentEncoding.encoded(labelSelector));
    }
    text.append('&').append(from);
    if (saysTimeout) {
      text.append("&timeout=").append(DurationText.of(Duration.ofSeconds(seconds)));
    }
    return text.append("&timeoutSeconds=").append(seconds).append("&watch=true").toString();
  }
}
