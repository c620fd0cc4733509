package io.scaletest.kube.transport;

import io.netty.util.AsciiString;
import java.util.List;

/**
 * Whom a request is to count as: the API server checks that the configured user may impersonate,
 * then treats the request as that of {@code user}. Immutable; meant to be made once and used for
 * many requests.
 */
public final class Impersonation {
  private static final AsciiString USER = AsciiString.cached("impersonate-user");
  private static final AsciiString GROUP = AsciiString.cached("impersonate-group");

  private final AsciiString[] headers;

  /**
   * @param user name of the user, in ASCII without line ends
   * @param groups groups that the user is in, likewise
   */
  public Impersonation(String user, List<String> groups) {
    headers = new AsciiString[2 + 2 * groups.size()];
    headers[0] = USER;
    headers[1] = checked("user", user);
    for (int i = 0; i < groups.size(); i++) {
      headers[2 + 2 * i] = GROUP;
      headers[3 + 2 * i] = checked("group", groups.get(i));
    }
  }

  private static AsciiString checked(String what, String name) {
    if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new IllegalArgumentException(what + ": must be printable ASCII, got \"" + name + "\"");
    }
    return AsciiString.of(name);
  }

  /** Returns names and values of the headers, by turns. Not to be changed. */
  AsciiString[] headers() {
    return headers;
  }

  /** Returns the user's name. */
  public String user() {
    return headers[1].toString();
  }

  @Override
  public String toString() {
    return "Impersonation[" + user() + "]";
  }
}
