package io.scaletest.watching.reflector;

/** Hears a reflector, one call after the other, on event loops: do not block. */
public interface ChangeListener {
  /** An object came, changed or went. */
  void onChange(Change change);

  /** A list is complete; what it told has been passed on. */
  void onListed(ListOutcome outcome);

  /**
   * Something failed and is tried again.
   *
   * @param what one line: what failed, and why
   * @param retryInNs when it is tried again; 0 for at once
   */
  void onProblem(String what, long retryInNs);

  /**
   * A request is sent again because the server asked for that, or because its connection was lost:
   * nothing has failed yet.
   */
  void onRetry(String what, long retryInNs);
}
