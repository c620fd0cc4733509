package io.scaletest.kube.kinds;

import io.scaletest.kube.transport.ApiReply;

/** A kind of object was not found on the server; the message is one line saying why. */
public final class NoSuchKindException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;
  private final boolean answered;
  private final int retryAfterS;

  /** The server told, and does not have it. */
  public NoSuchKindException(String message) {
    super(message);
    this.mayPass = false;
    this.answered = true;
    this.retryAfterS = ApiReply.NO_RETRY;
  }

  /** The server did not tell, and this was its reply. */
  NoSuchKindException(String message, ApiReply reply) {
    super(message);
    this.mayPass = mayPass(reply.status());
    this.answered = reply.status() != 0;
    this.retryAfterS = reply.retryAfterS();
  }

  private static boolean mayPass(int status) {
    return status == 0 || status == 429 || status >= 500;
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
   * False where it told, and does not have the kind.
   */
  public boolean mayPass() {
    return mayPass;
  }
}
