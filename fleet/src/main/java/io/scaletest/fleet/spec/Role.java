package io.scaletest.fleet.spec;

import java.util.Locale;

/** What the pods of one Job do. */
public enum Role {
  DRIVER,
  LOGGER;

  /** Returns {@code driver}, {@code logger}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns {@code drivers}, {@code loggers}: the spec's key, and the end of the Job's name. */
  public String plural() {
    return word() + "s";
  }

  /** Returns the ID of one of them, which begins its objects' and files' names. */
  public String memberId(String run, int number) {
    return this == DRIVER ? run + "-" + number : run + "-logger-" + number;
  }
}
