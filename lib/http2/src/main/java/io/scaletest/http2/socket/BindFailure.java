package io.scaletest.http2.socket;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a port cannot be listened on, in a few words for the user. */
public final class BindFailure {
  /** As Netty's native transports have it: {@code bind(..) failed with error(-98): Address …}. */
  private static final Pattern NATIVE = Pattern.compile(".*error\\(-?\\d+\\): (.*)");

  private BindFailure() {}

  /** Returns the reason without the names of functions and the numbers of errors. */
  public static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    Matcher matcher = NATIVE.matcher(message);
    String reason = (matcher.matches() ? matcher.group(1) : message).toLowerCase(Locale.ROOT);
    return reason.contains("in use") ? "is taken on this machine" : reason;
  }
}
