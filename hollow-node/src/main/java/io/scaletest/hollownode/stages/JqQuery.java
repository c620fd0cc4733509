package io.scaletest.hollownode.stages;

import java.util.ArrayList;
import java.util.List;

/** A query in jq's language. Immutable, safe for use by many threads; running it does not block. */
final class JqQuery {
  private final JqFilter filter;

  private JqQuery(JqFilter filter) {
    this.filter = filter;
  }

  /**
   * Returns the query that {@code text} is.
   *
   * @throws IllegalArgumentException one line that says what is wrong with it, or what of jq's is
   *     not known here
   */
  public static JqQuery parse(String text) {
    return new JqQuery(new JqParser(text).query());
  }

  /**
   * Returns what the query finds in a tree of {@link io.scaletest.wire.json.JsonTree}, without the
   * nulls; nothing at all where it fails, as where it iterates over something that is not there.
   */
  public List<Object> run(Object tree) {
    List<Object> results = new ArrayList<>(1);
    try {
      filter.run(
          tree,
          result -> {
            if (result != null) {
              results.add(result);
            }
          });
    } catch (JqException e) {
      return List.of(); // as kwok: whatever selects by this query does not match
    }
    return results;
  }
}
