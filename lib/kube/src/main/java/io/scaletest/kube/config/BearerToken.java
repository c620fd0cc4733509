package io.scaletest.kube.config;

/** Formats and checks bearer tokens (RFC 6750). */
final class BearerToken {
  private BearerToken() {}

  /**
   * Returns the value of {@code Authorization} for a token.
   *
   * @param what names the token's place in a failure, which does not quote the token
   */
  static String header(String what, String token) throws ConfigurationException {
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) <= ' ' || token.charAt(i) > '~') {
        throw new ConfigurationException(what + ": a token must be one word of printable ASCII");
      }
    }
    return "Bearer " + token;
  }
}
