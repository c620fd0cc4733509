package io.scaletest.common.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;

/**
 * Converts a port to listen at, as Go's {@code net.Listen} reads one: a number, the name of a TCP
 * service, or nothing at all for any free port.
 *
 * <p><i>Source:</i> Go's {@code net.LookupPort}, which reads {@code /etc/services} and knows some
 * names where there is no such file.
 */
public final class PortConverter implements ITypeConverter<Integer> {
  private static final Path SERVICES = Path.of("/etc/services");

  private static final Map<String, Integer> KNOWN =
      Map.ofEntries(
          Map.entry("domain", 53),
          Map.entry("ftp", 21),
          Map.entry("ftps", 990),
          Map.entry("gopher", 70),
          Map.entry("http", 80),
          Map.entry("https", 443),
          Map.entry("imap2", 143),
          Map.entry("imap3", 220),
          Map.entry("imaps", 993),
          Map.entry("pop3", 110),
          Map.entry("pop3s", 995),
          Map.entry("smtp", 25),
          Map.entry("submissions", 465),
          Map.entry("ssh", 22),
          Map.entry("telnet", 23));

  @Override
  public Integer convert(String value) {
    if (value.isEmpty()) {
      return 0;
    }
    char first = value.charAt(0);
    if (first == '-' || first == '+' || (first >= '0' && first <= '9')) {
      return new GoValue.ToInt().convert(value);
    }
    String name = value.toLowerCase(Locale.ROOT);
    OptionalInt port = listed(name, services());
    if (port.isEmpty() && !KNOWN.containsKey(name)) {
      throw new IllegalArgumentException("must be a number or the name of a TCP service");
    }
    return port.orElseGet(() -> KNOWN.get(name));
  }

  private static List<String> services() {
    try {
      return Files.readAllLines(SERVICES, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of(); // as in Go, the known names do
    }
  }

  /** Returns the port of a service, by name or alias, in lines such as {@code http 80/tcp www}. */
  static OptionalInt listed(String name, List<String> lines) {
    for (String line : lines) {
      int comment = line.indexOf('#');
      String[] words = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
      if (words.length < 2 || !words[1].endsWith("/tcp")) {
        continue;
      }
      for (int i = 0; i < words.length; i++) {
        if (i != 1 && words[i].toLowerCase(Locale.ROOT).equals(name)) {
          return port(words[1].substring(0, words[1].indexOf('/')));
        }
      }
    }
    return OptionalInt.empty();
  }

  private static OptionalInt port(String digits) {
    try {
      return OptionalInt.of(Integer.parseInt(digits));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
