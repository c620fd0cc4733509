package io.scaletest.watching.heads;

import io.scaletest.watching.object.UnreadableAnswerException;

/** The types of events by their names. */
final class EventTypes {
  private EventTypes() {}

  static EventHead.Type of(String name) throws UnreadableAnswerException {
    return switch (name) {
      case "ADDED" -> EventHead.Type.ADDED;
      case "MODIFIED" -> EventHead.Type.MODIFIED;
      case "DELETED" -> EventHead.Type.DELETED;
      case "BOOKMARK" -> EventHead.Type.BOOKMARK;
      case "ERROR" -> EventHead.Type.ERROR;
      default ->
          throw new UnreadableAnswerException("a watch event of unknown type '" + name + "'");
    };
  }
}
