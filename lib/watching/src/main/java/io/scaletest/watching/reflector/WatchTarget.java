package io.scaletest.watching.reflector;

import java.util.Objects;

/**
 * What is watched.
 *
 * @param path the collection's path, {@code /api/v1/configmaps}
 * @param selector query parameters that restrict it, percent-encoded and without leading {@code &},
 *     such as {@code labelSelector=a%3Db}; empty for everything
 */
public record WatchTarget(String path, String selector) {
  public WatchTarget {
    if (!path.startsWith("/") || path.indexOf('?') >= 0) {
      throw new IllegalArgumentException("path: must be a path without a query, got " + path);
    }
    Objects.requireNonNull(selector, "selector is null");
  }

  String pathAndQuery(String query) {
    return path + "?" + query + (selector.isEmpty() ? "" : "&" + selector);
  }
}
