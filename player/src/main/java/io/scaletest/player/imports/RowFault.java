package io.scaletest.player.imports;

/** A row that cannot be taken; the message says why, so that rows with one cause have one. */
final class RowFault extends Exception {
  private static final long serialVersionUID = 1L;

  RowFault(String message) {
    super(message);
  }
}
