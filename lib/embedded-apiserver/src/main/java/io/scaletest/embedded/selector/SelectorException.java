package io.scaletest.embedded.selector;

import java.util.Optional;

/** A selector cannot be read, or asks for a field that is not there to be asked for. */
public final class SelectorException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String unknownField;

  SelectorException(String message) {
    this(message, null);
  }

  private SelectorException(String message, String unknownField) {
    super(message);
    this.unknownField = unknownField;
  }

  static SelectorException unknownField(String name) {
    return new SelectorException("field label not supported: " + name, name);
  }

  /** Returns the field that is not there to be asked for, if that is what is wrong. */
  public Optional<String> unknownField() {
    return Optional.ofNullable(unknownField);
  }
}
