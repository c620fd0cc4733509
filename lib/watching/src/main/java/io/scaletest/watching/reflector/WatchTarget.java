package io.scaletest.watching.reflector;

import java.util.Objects;

/**
 * What is watched.
 *
 * @param path the collection's path, {@code /api/v1/configmaps}
 * @param selector query parameters that restrict it, percent-encoded and without leading {@code &},
 *     such as {@code labelSelector=a%3Db}; empty for everything
 * @param contentField the top-level field which, with labels and annotations, is an object's
 *     content: {@code data} of a ConfigMap, {@code spec} of most others
 */
public record WatchTarget(String path, String selector, String contentField) {
  public WatchTarget {
    if (!path.startsWith("/") || path.indexOf('?') >= 0) {
      throw new IllegalArgumentException("path: must be a path without a query, got " + path);
    }
    Objects.requireNonNull(selector, "selector is null");
    Objects.requireNonNull(contentField, "contentField is null");
  }

  String pathAndQuery(String query) {
    return path + "?" + query + (selector.isEmpty() ? "" : "&" + selector);
  }
}
