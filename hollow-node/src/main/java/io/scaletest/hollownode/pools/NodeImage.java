package io.scaletest.hollownode.pools;

import java.util.List;

/**
 * An image that a node has, as its status tells of it.
 *
 * @param names by digest and by tag
 */
public record NodeImage(List<String> names, long sizeBytes) {
  public NodeImage {
    names = List.copyOf(names);
  }
}
