package io.scaletest.hollownode.stages;

import java.util.Objects;

/**
 * A number of the data, as it stood in its JSON text. As Go's {@code json.Number} it is a kind of
 * string to a template: it compares with strings and is true unless empty. Immutable.
 */
record JsonNumber(String text) {
  public JsonNumber {
    Objects.requireNonNull(text, "text is null");
  }

  @Override
  public String toString() {
    return text;
  }
}
