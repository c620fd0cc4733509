package io.scaletest.watching.address;

import io.scaletest.common.datafile.GoQuote;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;

/** How watchers present themselves to the server. */
public final class UserAgents {
  private UserAgents() {}

  /**
   * Returns {@code <name>@<address>@<hhmmss>}, which tells the runs on one machine apart.
   *
   * <p><i>Source:</i> contract of flunder-logger and flunder-watch.
   *
   * @param start when the run began
   * @param zone whose time of day is meant
   */
  public static String withBirthmark(String name, String address, Instant start, ZoneId zone) {
    ZonedDateTime local = start.atZone(zone);
    return String.format(
        Locale.ROOT,
        "%s@%s@%02d%02d%02d",
        name,
        address,
        local.getHour(),
        local.getMinute(),
        local.getSecond());
  }

  /** Returns the time of day at the end of what {@link #withBirthmark} returned. */
  public static String birthmark(String userAgent) {
    return userAgent.substring(userAgent.lastIndexOf('@') + 1);
  }

  /** Returns the original's line about what {@link #withBirthmark} returned. */
  public static String line(String userAgent) {
    String address = userAgent.substring(userAgent.indexOf('@') + 1, userAgent.lastIndexOf('@'));
    return "Using "
        + GoQuote.quote(address)
        + " as my host address, "
        + GoQuote.quote(birthmark(userAgent))
        + " as my birthmark";
  }
}
