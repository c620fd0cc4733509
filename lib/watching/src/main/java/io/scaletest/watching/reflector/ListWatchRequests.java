package io.scaletest.watching.reflector;

import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.watching.steps.WatchLifetime;
import io.scaletest.wire.url.PercentEncoding;

/** The requests of a list and watch of one target. <i>Source:</i> client-go's reflector. */
final class ListWatchRequests {
  /** Objects in a page of a list. <i>Source:</i> client-go's pager. */
  static final int PAGE_OBJECTS = 500;

  private static final String WATCH_QUERY = "watch=true&allowWatchBookmarks=true&timeoutSeconds=";
  private static final String INITIAL_EVENTS_QUERY =
      "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";

  private final WatchTarget target;
  private final String accept;

  /**
   * @param accept the media types that answers may have
   */
  ListWatchRequests(WatchTarget target, String accept) {
    this.target = target;
    this.accept = accept;
  }

  /**
   * Returns the request for a page of a list.
   *
   * @param continueToken what the page before said; empty for the first
   */
  ApiRequest page(String continueToken) {
    String next =
        continueToken.isEmpty() ? "" : "&continue=" + PercentEncoding.encoded(continueToken);
    return get("limit=" + PAGE_OBJECTS + next);
  }

  /** Returns the request for a watch that begins with what exists. */
  ApiRequest streamedList(WatchLifetime lifetime) {
    return watch(lifetime, INITIAL_EVENTS_QUERY);
  }

  /** Returns the request for a watch from a version. */
  ApiRequest watchFrom(String resourceVersion, WatchLifetime lifetime) {
    return watch(lifetime, "&resourceVersion=" + PercentEncoding.encoded(resourceVersion));
  }

  private ApiRequest watch(WatchLifetime lifetime, String query) {
    return get(WATCH_QUERY + lifetime.seconds() + query);
  }

  private ApiRequest get(String query) {
    return ApiRequest.get(target.pathAndQuery(query)).accepting(accept);
  }
}
