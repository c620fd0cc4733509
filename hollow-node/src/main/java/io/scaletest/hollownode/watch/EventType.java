package io.scaletest.hollownode.watch;

/** What a line of a watch says. */
public enum EventType {
  ADDED,
  MODIFIED,
  DELETED,
  BOOKMARK,
  ERROR;

  static EventType of(String text) {
    for (EventType type : values()) {
      if (type.name().equals(text)) {
        return type;
      }
    }
    return ERROR;
  }
}
