package io.scaletest.watching.object;

import java.util.List;

/**
 * One page of a list.
 *
 * @param resourceVersion the version of the whole list, from which to watch
 * @param continueToken where the next page begins; empty after the last
 * @param items the objects of this page
 */
public record ListPage(String resourceVersion, String continueToken, List<ObjectState> items) {
  public ListPage {
    items = List.copyOf(items);
  }
}
