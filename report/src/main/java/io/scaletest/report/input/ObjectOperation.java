package io.scaletest.report.input;

import java.nio.charset.StandardCharsets;

/** What was done to an object. */
public enum ObjectOperation {
  CREATE("create"),
  UPDATE("update"),
  DELETE("delete");

  static final int LENGTH = 6;

  private final String word;
  private final byte[] bytes;

  ObjectOperation(String word) {
    this.word = word;
    this.bytes = word.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the word in the files. */
  public String word() {
    return word;
  }

  boolean isAt(byte[] line, int at) {
    for (int i = 0; i < LENGTH; i++) {
      if (line[at + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
