package io.scaletest.kube.flunders;

import io.scaletest.kube.transport.ApiReply;

/** The Flunders' API was not found; the message is one line saying why. */
public final class NoFlunderApiException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;
  private final int retryAfterS;

  NoFlunderApiException(String message, boolean mayPass) {
    this(message, mayPass, ApiReply.NO_RETRY);
  }

  NoFlunderApiException(String message, boolean mayPass, int retryAfterS) {
    super(message);
    this.mayPass = mayPass;
    this.retryAfterS = retryAfterS;
  }

  /** Returns after how many seconds to ask again, as {@link ApiReply#retryAfterS}. */
  public int retryAfterS() {
    return retryAfterS;
  }

  /**
   * Returns whether asking again later may help: the server gave no answer or was not able to tell.
   * False where it told, and there are no Flunders.
   */
  public boolean mayPass() {
    return mayPass;
  }
}
