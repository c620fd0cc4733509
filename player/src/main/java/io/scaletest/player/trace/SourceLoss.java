package io.scaletest.player.trace;

import io.scaletest.common.text.Figures;

/** What the source of a trace did not tell, or what could not be read of it. */
public enum SourceLoss {
  FOREIGN("foreign", "line or value is no audit event", "lines or values are no audit events"),
  CUT_LINE("cutLines", "line of JSON is cut or malformed", "lines of JSON are cut or malformed"),
  LONG_LINE("longLines", "line is too long to be read", "lines are too long to be read"),
  CUT_FILE("cutFiles", "file ends early", "files end early"),
  MALFORMED(
      "malformed",
      "event has no ID, verb, stage or time that can be read",
      "events have no ID, verb, stage or time that can be read"),
  OTHER_LOG(
      "otherLogs",
      "entry is of another log in the same export",
      "entries are of other logs in the same export"),
  TRUNCATED_MESSAGE(
      "truncatedMessages",
      "event was truncated by the log service",
      "events were truncated by the log service"),
  DUPLICATE(
      "duplicates", "request stood in the logs twice", "requests stood in the logs more than once"),
  AGGREGATED(
      "aggregated",
      "request also stood in another server's log, and is in the trace once",
      "requests also stood in another server's log, and are in the trace once"),
  PANIC("panics", "request made the server panic", "requests made the server panic"),
  NO_END(
      "requestsWithoutEnd",
      "request has no answer in the log",
      "requests have no answer in the log"),
  OPEN_WATCH(
      "openWatches",
      "watch or stream had not ended: how long it was is not known",
      "watches or streams had not ended: how long they were is not known"),
  INSTANT_WATCH(
      "instantWatches",
      "watch was logged as ended at once: how long it was is not known",
      "watches were logged as ended at once: how long they were is not known"),
  NEGATIVE_TIME(
      "negativeTimes",
      "request ended before it began, by its server's clock",
      "requests ended before they began, by their server's clock"),
  NO_TIMES(
      "withoutDuration",
      "request has no duration in the source",
      "requests have no duration in the source"),
  NO_QUERY(
      "withoutQuery", "request has no query in the source", "requests have no query in the source"),
  BODY_WITHHELD(
      "bodiesWithheld",
      "body of a write is not in the source",
      "bodies of writes are not in the source"),
  BODY_TRUNCATED(
      "bodiesTruncated", "event has no body for its size", "events have no bodies for their size"),
  PATCH_INFERRED("patchTypesInferred", "patch type is inferred", "patch types are inferred"),
  PATCH_UNKNOWN(
      "patchTypesUnknown", "patch has neither type nor body", "patches have neither type nor body"),
  NAME_LATER(
      "namesBoundLater",
      "generated name is from a later request, most likely",
      "generated names are from later requests, most likely"),
  NAME_UNKNOWN("namesUnknown", "generated name is not known", "generated names are not known"),
  NO_CALLER(
      "withoutCaller",
      "request has no caller in the source",
      "requests have no caller in the source"),
  CHANGES_ALONE(
      "watchesOfChangesAlone",
      "watched resource is told by its changes: reads, and requests that failed, are not in it",
      "watched resources are told by their changes: reads, and requests that failed, are not in it"),
  CHANGES_DROPPED(
      "changesDropped",
      "change came faster than it could be written",
      "changes came faster than they could be written"),
  UNTOLD_START(
      "podsOfUnknownStart", "pod has no event of its start", "pods have no event of their start"),
  QUERY_DROPPED(
      "queryParametersDropped",
      "parameter of a query is left out",
      "parameters of queries are left out");

  private final String code;
  private final String one;
  private final String several;

  SourceLoss(String code, String one, String several) {
    this.code = code;
    this.one = one;
    this.several = several;
  }

  /** Returns the name in a trace's footer, under {@code lost}. */
  public String code() {
    return code;
  }

  /** Returns a line for people: {@code 3 lines of JSON are cut or malformed}. */
  public String line(long count) {
    return Figures.count(count, one, several);
  }
}
