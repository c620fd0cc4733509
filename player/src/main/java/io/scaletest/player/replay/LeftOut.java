package io.scaletest.player.replay;

/** Why an entry of a trace is not replayed. */
enum LeftOut {
  TRAFFIC("traffic", "of traffic that was not chosen"),
  NON_RESOURCE("nonResource", "of no resource: discovery, health, metrics"),
  CREDENTIAL("credential", "of tokens, certificates and reviews"),
  STREAM("stream", "exec, logs and the like, which nodes stream"),
  VERB("verb", "of a verb that is not replayed"),
  DEFINITION("definition", "writes of what holds for the whole cluster and cannot be renamed"),
  OTHERS_OBJECT("othersObject", "of objects whose names were made up for traffic that is left out"),
  NO_NAME("noName", "of an object whose name is not known"),
  BODY_WITHHELD("bodyWithheld", "writes whose body is not in the trace"),
  PATCH_UNKNOWN("patchUnknown", "patches whose type is not known"),
  KIND("kind", "of kinds that the server does not have"),
  RIGHT("right", "that this user may not do here");

  private final String code;
  private final String text;

  LeftOut(String code, String text) {
    this.code = code;
    this.text = text;
  }

  /** Returns the name in a summary's file. */
  String code() {
    return code;
  }

  /** Returns what is left out, for people, behind a number of requests. */
  String text() {
    return text;
  }
}
