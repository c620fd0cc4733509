package io.scaletest.player.imports;

/** What an import counts; the footer has the codes under {@code imported}. */
enum ImportCount {
  ROWS("rows"),
  BROKEN("rowsBroken"),
  CUT_FILE("filesCut"),
  PODS("pods"),
  NEVER_STARTED("neverStarted"),
  NEVER_SCHEDULED("neverScheduled"),
  RESERVATION("reservationsLeftOut"),
  GPU_SHARE("sharesOfGpusTakenWhole"),
  CLAMPED("requestsClamped"),
  SAMPLED_OUT("leftOutBySample"),
  TOO_SHORT("leftOutByMinLifetime"),
  OUTSIDE("leftOutByWindow");

  private final String code;

  ImportCount(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }
}
