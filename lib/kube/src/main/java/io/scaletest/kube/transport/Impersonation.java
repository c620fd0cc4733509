package io.scaletest.kube.transport;

import io.netty.util.AsciiString;
import io.scaletest.kube.config.ImpersonatedUser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The {@code Impersonate-*} headers of a request, encoded: the API server checks that the
 * configured user may impersonate, then treats the request as that of {@code user}. Immutable; made
 * once for many requests.
 *
 * <p>A request's own impersonation replaces the configuration's.
 */
public final class Impersonation {
  private static final AsciiString USER = AsciiString.cached("impersonate-user");
  private static final AsciiString UID = AsciiString.cached("impersonate-uid");
  private static final AsciiString GROUP = AsciiString.cached("impersonate-group");
  private static final String EXTRA = "impersonate-extra-";

  /** What a header's name may have besides letters and digits; a percent sign begins a code. */
  private static final String NAME_CHARACTERS = "!#$&'*+-.^_`|~";

  private final String user;
  private final AsciiString[] headers;

  public Impersonation(ImpersonatedUser user) {
    List<AsciiString> pairs = new ArrayList<>();
    pairs.add(USER);
    pairs.add(value(user.name()));
    if (!user.uid().isEmpty()) {
      pairs.add(UID);
      pairs.add(value(user.uid()));
    }
    for (String group : user.groups()) {
      pairs.add(GROUP);
      pairs.add(value(group));
    }
    user.extra().forEach((key, values) -> values.forEach(each -> addExtra(pairs, key, each)));
    this.user = user.name();
    this.headers = pairs.toArray(AsciiString[]::new);
  }

  /**
   * @param user name of the user
   * @param groups groups that the user is in
   */
  public Impersonation(String user, List<String> groups) {
    this(new ImpersonatedUser(user, "", groups, Map.of()));
  }

  private static void addExtra(List<AsciiString> pairs, String key, String value) {
    StringBuilder name = new StringBuilder(EXTRA);
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean legal = c < 0x80 && (Character.isLetterOrDigit(c) || NAME_CHARACTERS.indexOf(c) >= 0);
      name.append(legal ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02x", (int) c));
    }
    pairs.add(AsciiString.of(name.toString().toLowerCase(Locale.ROOT)));
    pairs.add(value(value));
  }

  private static AsciiString value(String text) {
    return new AsciiString(text.getBytes(StandardCharsets.UTF_8), false);
  }

  /** Returns names and values of the headers, alternating. Not to be changed. */
  AsciiString[] headers() {
    return headers;
  }

  /** Returns the user's name. */
  public String user() {
    return user;
  }

  @Override
  public String toString() {
    return "Impersonation[" + user + "]";
  }
}
