package io.scaletest.kube.flunders;

import io.scaletest.kube.transport.ApiReply;

/** The Flunders' API was not found; the message is one line saying why. */
public final class NoFlunderApiException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;
  private final boolean answered;
  private final int retryAfterS;

  /** The server told. */
  NoFlunderApiException(String message) {
    super(message);
    this.mayPass = false;
    this.answered = true;
    this.retryAfterS = ApiReply.NO_RETRY;
  }

  /** The server did not tell, but replied so. */
  NoFlunderApiException(String message, boolean mayPass, ApiReply reply) {
    super(message);
    this.mayPass = mayPass;
    this.answered = reply.status() != 0;
    this.retryAfterS = reply.retryAfterS();
  }

  /** Returns whether there was an answer at all. */
  public boolean answered() {
    return answered;
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
