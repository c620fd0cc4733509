package io.scaletest.watching.loops;

/** What a loop counts; the names are those of the summary file and the data file. */
public enum LoopCount {
  EVENTS_ADDED("eventsAdded"),
  EVENTS_MODIFIED("eventsModified"),
  EVENTS_DELETED("eventsDeleted"),
  EVENTS_BOOKMARK("eventsBookmark"),
  /** With such an event the server ends a watch for a reason. */
  EVENTS_ERROR("eventsError"),
  LISTS("lists"),
  /** Lists after the first. */
  RELISTS("relists"),
  LIST_FAILURES("listFailures"),
  /** Watches that were opened. */
  WATCHES("watches"),
  /** Watches that the server refused, or that could not be opened. */
  WATCH_FAILURES("watchFailures"),
  /** Open watches that the server did not end in order. */
  WATCHES_BROKEN("watchesBroken"),
  UNREADABLE_ANSWERS("unreadableAnswers"),
  /** Events that certainly were not seen, {@link Missed#atLeast}. */
  MISSED_AT_LEAST("missedAtLeast"),
  /** How long no watch was open, once one had been. */
  BLIND_NS("blindNs"),
  /** Of events. */
  WATCH_BYTES("watchBytes"),
  LIST_BYTES("listBytes"),
  FAULTS("faults"),
  /** Lists and watches that were sent again without having failed. */
  RETRIES("retries"),
  /** Answers of 429 to lists and watches, those that were sent again after it included. */
  THROTTLED("throttled429"),
  /**
   * Open watches that the server ended in order, but before the time that was asked for: as it does
   * to a client that does not keep up with the events, and to all as it shuts down.
   */
  WATCHES_CUT_SHORT("watchesCutShort");

  private final String text;

  LoopCount(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
