package io.scaletest.driving.session;

import picocli.CommandLine.Option;

/** How a driver's requests are sent, for {@code @Mixin}. */
public final class RequestOptions {
  @Option(
      names = {"-no-first-contact", "--no-first-contact"},
      description =
          "Do not ask, before the run, whether creates and deletes would be allowed: no request but"
              + " the originals'.")
  private boolean noFirstContact;

  boolean firstContact() {
    return !noFirstContact;
  }
}
