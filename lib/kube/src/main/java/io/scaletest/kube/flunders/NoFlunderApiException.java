package io.scaletest.kube.flunders;

/** The Flunders' API was not found; the message is one line saying why. */
public final class NoFlunderApiException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;

  NoFlunderApiException(String message, boolean mayPass) {
    super(message);
    this.mayPass = mayPass;
  }

  /**
   * Returns whether asking again later may help: the server gave no answer or was not able to tell.
   * False where it told, and there are no Flunders.
   */
  public boolean mayPass() {
    return mayPass;
  }
}
