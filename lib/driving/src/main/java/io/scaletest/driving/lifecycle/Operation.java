package io.scaletest.driving.lifecycle;

/** What a request does to its object. */
public enum Operation {
  CREATE("create"),
  UPDATE("update"),
  DELETE("delete");

  private final String word;

  Operation(String word) {
    this.word = word;
  }

  /** Returns the word in the {@code op} column of the data file and in names of latency series. */
  public String word() {
    return word;
  }
}
