package io.scaletest.hollownode.stages;

import java.util.List;

/** A function that a template calls. Must not block. */
@FunctionalInterface
interface GoFunction {
  /**
   * Returns the result.
   *
   * @param arguments values as {@link GoTemplate} has them
   * @throws TemplateException if they make no sense
   */
  Object call(List<Object> arguments) throws TemplateException;
}
