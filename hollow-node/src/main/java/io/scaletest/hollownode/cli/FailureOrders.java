package io.scaletest.hollownode.cli;

import io.scaletest.common.exit.ToolException;

/**
 * The ways by which failures may be ordered beside the plan. Immutable.
 *
 * @param annotation by annotations of Nodes
 * @param http by POST at the metrics port
 */
record FailureOrders(boolean annotation, boolean http) {
  /**
   * @throws ToolException if it names none of the ways
   */
  static FailureOrders parse(String text) {
    return switch (text) {
      case "none" -> new FailureOrders(false, false);
      case "annotation" -> new FailureOrders(true, false);
      case "http" -> new FailureOrders(false, true);
      case "all" -> new FailureOrders(true, true);
      default ->
          throw ToolException.usage(
              "failure-orders: must be none, annotation, http or all, got " + text);
    };
  }

  boolean any() {
    return annotation || http;
  }
}
