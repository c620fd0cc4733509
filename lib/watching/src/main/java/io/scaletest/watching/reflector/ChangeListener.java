package io.scaletest.watching.reflector;

/** Hears a reflector, one call after the other, on event loops: do not block. */
public interface ChangeListener {
  /** An object came, changed or went. */
  void onChange(Change change);

  /** A list is complete; what it told has been passed on. */
  void onListed(ListOutcome outcome);

  /** Something failed and will be tried again; {@code line} says what and when. */
  void onProblem(String line);
}
