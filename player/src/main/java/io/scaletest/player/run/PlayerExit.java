package io.scaletest.player.run;

import io.scaletest.common.exit.ExitStatus;

/** The causes for which the player ends beside those of every driver. */
public enum PlayerExit implements ExitStatus {
  /** A limit of the specification was broken. */
  SLO_BROKEN(30),
  /** The verdict is INVALID: the numbers do not describe the server. */
  RUN_INVALID(31),
  /** Namespaces or what is to be there before the load could not be made. */
  SETUP_FAILED(32),
  /** A search for the highest value came to no interval. */
  NO_CAPACITY_FOUND(33),
  /** Of another tool's file something has no words in the player's language. */
  CONVERTED_IN_PART(34),
  /** A trace is cut or damaged: there is less than was recorded. */
  TRACE_DAMAGED(35),
  /** None of the files to record or import from has what is recorded. */
  NOTHING_RECORDED(36),
  /** Two traces that were compared differ. */
  TRACES_DIFFER(39);

  private final int code;

  PlayerExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
