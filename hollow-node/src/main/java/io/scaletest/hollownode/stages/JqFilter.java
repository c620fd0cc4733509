package io.scaletest.hollownode.stages;

import java.util.ArrayList;
import java.util.List;

/** A part of a query: makes any number of results of one input. Immutable. */
@FunctionalInterface
interface JqFilter {
  /** Takes results. */
  interface Out {
    void take(Object result) throws JqException;
  }

  void run(Object input, Out out) throws JqException;

  /** Returns all results for one input. */
  default List<Object> all(Object input) throws JqException {
    List<Object> results = new ArrayList<>(1);
    run(input, results::add);
    return results;
  }

  /** What is made of one value. */
  interface OfOne {
    Object of(Object value) throws JqException;
  }

  /** What is made of two values. */
  interface OfTwo {
    Object of(Object one, Object other) throws JqException;
  }

  static JqFilter each(OfOne what) {
    return (input, out) -> out.take(what.of(input));
  }

  static JqFilter pipe(JqFilter first, JqFilter then) {
    return (input, out) -> first.run(input, result -> then.run(result, out));
  }

  /** Every result of the right side with every one of the left, as jq orders them. */
  static JqFilter two(JqFilter left, JqFilter right, OfTwo what) {
    return (input, out) -> right.run(input, b -> left.run(input, a -> out.take(what.of(a, b))));
  }

  static JqFilter logical(JqFilter left, JqFilter right, boolean decidedBy) {
    return (input, out) ->
        left.run(
            input,
            a -> {
              if (JqValues.truth(a) == decidedBy) {
                out.take(decidedBy);
              } else {
                right.run(input, b -> out.take(JqValues.truth(b)));
              }
            });
  }

  /** {@code left // right}: what the left has that is true, else what the right has. */
  static JqFilter alternative(JqFilter left, JqFilter right) {
    return (input, out) -> {
      List<Object> found = new ArrayList<>(1);
      try {
        left.run(
            input,
            result -> {
              if (JqValues.truth(result)) {
                found.add(result);
              }
            });
      } catch (JqException e) {
        // What came before the failure counts, as in jq.
      }
      if (found.isEmpty()) {
        right.run(input, out);
      }
      for (Object result : found) {
        out.take(result);
      }
    };
  }

  /** {@code filter?}: no failure, only no more results. */
  static JqFilter quiet(JqFilter filter) {
    return (input, out) -> {
      List<Object> found = new ArrayList<>(1);
      try {
        filter.run(input, found::add);
      } catch (JqException e) {
        // That is what the question mark asks for.
      }
      for (Object result : found) {
        out.take(result);
      }
    };
  }

  static JqFilter condition(JqFilter condition, JqFilter then, JqFilter otherwise) {
    return (input, out) ->
        condition.run(
            input, decided -> (JqValues.truth(decided) ? then : otherwise).run(input, out));
  }
}
