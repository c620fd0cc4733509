package io.scaletest.driving.lifecycle;

/** What a request does to its object. */
public enum Operation {
  CREATE("create", "creates"),
  UPDATE("update", "updates"),
  /** A patch of a body of the user's, where {@link #UPDATE} is whatever changes an object. */
  PATCH("patch", "patches"),
  /** Server-side apply. */
  APPLY("apply", "applies"),
  /** A patch of subresource {@code scale}. */
  SCALE("scale", "scales"),
  /** A patch of subresource {@code status}. */
  STATUS("status", "statuses"),
  GET("get", "gets"),
  LIST("list", "lists"),
  /** Opens a watch, up to the head of its answer. */
  WATCH("watch", "watches"),
  DELETE("delete", "deletes"),
  DELETE_COLLECTION("deletecollection", "deletecollections");

  private final String word;
  private final String plural;

  Operation(String word, String plural) {
    this.word = word;
    this.plural = plural;
  }

  /** Returns what many of them are called, in names of counts: {@code creates}. */
  public String plural() {
    return plural;
  }

  /** Returns the word in the {@code op} column of the data file and in names of latency series. */
  public String word() {
    return word;
  }
}
