package io.scaletest.common.url;

import io.scaletest.wire.url.PercentEncoding;
import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a server or a proxy, parsed with the grammar of Go's {@code net/url}, as kubectl does,
 * not with that of {@code java.net.URI}: schemes in any case, hosts with an underscore, IPv6
 * addresses with a zone, a port that is left out, nothing before the host at all.
 *
 * @param scheme in lower case
 * @param userInfo name and password, decoded, as {@code name:password} or {@code name}: a secret
 * @param host name or address, without brackets; a zone stands behind a {@code %}
 * @param givenPort TCP port, where the text names one
 * @param path path without a slash at its end, percent-encoded; empty or beginning with a slash
 */
public record ServerUrl(
    String scheme, Optional<String> userInfo, String host, OptionalInt givenPort, String path) {

  public static final String HTTP = "http";
  public static final String HTTPS = "https";

  private static final int MAX_PORT = 65_535;
  private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://(.*)");

  /**
   * What an unbracketed host may consist of: the reserved and unreserved characters of RFC 3986.
   */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._~!$&'()*+,;=-]+");

  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern ZONE = Pattern.compile("[a-zA-Z0-9._~-]+");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\[([^\\]]*)\\]|([^:\\[\\]]*))(?::([0-9]*))?");
  private static final Pattern SECRETS = Pattern.compile("(?s)^([^/]*//)?.*@");

  /**
   * Reads a URL.
   *
   * @param text the URL; what has no {@code scheme://} is a host with or without a port
   * @param defaultScheme the scheme of such a text
   * @throws IllegalArgumentException if it is none; the message quotes no name and password, and
   *     begins with what is wrong
   */
  public static ServerUrl parse(String text, String defaultScheme) {
    Matcher parts = SCHEME.matcher(text);
    boolean hasScheme = parts.matches();
    String scheme = hasScheme ? parts.group(1).toLowerCase(Locale.ROOT) : defaultScheme;
    // Query and fragment do not say where a server is; client-go drops them, too.
    String rest = (hasScheme ? parts.group(2) : text).replaceFirst("[?#].*$", "");
    refuse(rest.chars().anyMatch(c -> c <= ' ' || c == 0x7f), "no blank", text);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    int at = authority.lastIndexOf('@');
    Optional<String> userInfo =
        at < 0 ? Optional.empty() : Optional.of(decoded(authority.substring(0, at), text));
    Matcher place = HOST_AND_PORT.matcher(authority.substring(at + 1));
    refuse(!place.matches(), "host:port", text);
    String host = place.group(1) != null ? ipv6(place.group(1), text) : name(place.group(2), text);
    return new ServerUrl(
        scheme,
        userInfo,
        host,
        port(place.group(3), text),
        slash < 0 ? "" : rest.substring(slash).replaceAll("/+$", ""));
  }

  private static OptionalInt port(String digits, String text) {
    if (digits == null || digits.isEmpty()) {
      return OptionalInt.empty();
    }
    int port = digits.length() > 5 ? MAX_PORT + 1 : Integer.parseInt(digits);
    refuse(port == 0 || port > MAX_PORT, "a port from 1 to " + MAX_PORT, text);
    return OptionalInt.of(port);
  }

  private static String name(String host, String text) {
    String ascii;
    try {
      ascii = host.chars().allMatch(c -> c < 0x80) ? host : IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      throw refusal("a host", text);
    }
    refuse(!NAME.matcher(ascii).matches(), "a host", text);
    return ascii;
  }

  private static String ipv6(String bracketed, String text) {
    int percent = bracketed.indexOf('%');
    String address = percent < 0 ? bracketed : bracketed.substring(0, percent);
    refuse(!IPV6.matcher(address).matches(), "an IPv6 address within brackets", text);
    if (percent < 0) {
      return address;
    }
    String zone = bracketed.substring(percent + 1);
    zone = zone.startsWith("25") ? zone.substring(2) : zone;
    refuse(!ZONE.matcher(zone).matches(), "a zone behind %25", text);
    return address + "%" + zone;
  }

  /** Decodes percent-encoded bytes; a plus sign stays one. */
  private static String decoded(String encoded, String text) {
    byte[] bytes;
    try {
      bytes = PercentEncoding.decodedBytes(encoded);
    } catch (IllegalArgumentException e) {
      throw refusal("name and password percent-encoded", text);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw refusal("name and password in UTF-8", text);
    }
  }

  private static void refuse(boolean wrong, String wanted, String text) {
    if (wrong) {
      throw refusal(wanted, text);
    }
  }

  private static IllegalArgumentException refusal(String wanted, String text) {
    return new IllegalArgumentException(
        "needs " + wanted + ", got \"" + withoutSecrets(text) + "\"");
  }

  /** Returns a text that may be a URL, with stars for what may be a name and a password. */
  public static String withoutSecrets(String text) {
    return text.indexOf('@') < 0 ? text : SECRETS.matcher(text).replaceFirst("$1***@");
  }

  /** Returns the TCP port, the scheme's own where none is named. */
  public int port() {
    return givenPort.orElse(defaultPort(scheme));
  }

  private static int defaultPort(String scheme) {
    return switch (scheme) {
      case HTTPS -> 443;
      case "socks5", "socks5h" -> 1080;
      default -> 80;
    };
  }

  /** Returns scheme, host and port: {@code https://[fe80::1%25eth0]:6443}. */
  public String base() {
    return scheme + "://" + bracketed(host.replace("%", "%25")) + ":" + port();
  }

  /**
   * Returns what a request says about where it goes: the host as the server knows it, which is
   * without a zone, and the port if it is not the scheme's own.
   */
  public String authority() {
    String known = bracketed(hostWithoutZone());
    return port() == defaultPort(scheme) ? known : known + ":" + port();
  }

  /** Returns the host as a server may have it in its certificate. */
  public String hostWithoutZone() {
    int percent = host.indexOf('%');
    return percent < 0 ? host : host.substring(0, percent);
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** Says where it leads, without name and password. */
  @Override
  public String toString() {
    return base() + path;
  }
}
