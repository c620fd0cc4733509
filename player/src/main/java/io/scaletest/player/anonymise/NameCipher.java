package io.scaletest.player.anonymise;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts other texts in place of texts, by a key, always the same one for the same: word by word, so
 * that a name that begins with another's still does, and no two names become one. What is of the
 * API itself stays: its words, also in longer names, {@code system:} before a name, names under
 * kubernetes.io and k8s.io, times. So do the ordinals of a StatefulSet's pods and the five letters
 * that a server adds to a generated name. For one thread.
 */
final class NameCipher {
  /** Texts that are remembered; then all are forgotten. */
  private static final int REMEMBERED = 50_000;

  private static final int REMEMBERED_CHARS_MAX = 300;
  private static final int WORD_CHARS_MAX = 64;

  private static final String SYSTEM = "system:";

  /** Behind these a name of the cluster's own follows, or two. */
  private static final Set<String> SYSTEM_WITH_NAME =
      Set.of("serviceaccount", "serviceaccounts", "node", "bootstrap");

  /** Roles of the control plane's own controllers. */
  private static final String CONTROLLER_ROLES = "system:controller:";

  private static final Pattern RESERVED_DOMAIN =
      Pattern.compile("([a-z0-9.-]+\\.)?(kubernetes|k8s)\\.io");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(\\.\\d+)?(ns|us|ms|s|m|h))+");
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(/\\d{1,2})?");
  private static final Pattern IPV6 =
      Pattern.compile("(?=.*:.*:)[0-9a-f:]*[0-9a-f][0-9a-f:]*(/\\d{1,3})?");
  private static final Set<String> EVERYBODYS_ADDRESSES =
      Set.of("0.0.0.0", "127.0.0.1", "0.0.0.0/0", "::/0", "::1");

  /** <i>Source:</i> as of {@code record.NameBinder}: apimachinery's {@code rand}. */
  private static final Pattern SUFFIX = Pattern.compile("[bcdfghjklmnpqrstvwxz2456789]{5}");

  /** Of addresses in a cluster. */
  private static final Set<String> DNS_WORDS = Set.of("svc", "cluster", "local", "http", "https");

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{32,}");
  private static final int ORDINAL_DIGITS_MAX = 4;
  private static final int PORT_DIGITS_MAX = 5;
  private static final int OCTET_LIMIT = 256;

  /** As long a word of one character alone is filler, which tells nothing. */
  private static final int FILLER_CHARS_MIN = 8;

  private final TokenCipher words;
  private final Vocabulary vocabulary;
  private final Map<String, String> known = new HashMap<>();
  private final Map<String, String> knownWords = new HashMap<>();

  NameCipher(byte[] key, Vocabulary vocabulary) {
    this.words = new TokenCipher(key);
    this.vocabulary = vocabulary;
  }

  /** Returns the text that stands for a text: a name, a list of names, a sentence. */
  String text(String text) {
    if (text.length() > REMEMBERED_CHARS_MAX) {
      return mapped(text);
    }
    return remembered(known, text, this::mapped);
  }

  private static String remembered(
      Map<String, String> known, String text, UnaryOperator<String> mapping) {
    String mapped = known.get(text);
    if (mapped == null) {
      mapped = mapping.apply(text);
      if (known.size() >= REMEMBERED) {
        known.clear();
      }
      known.put(text, mapped);
    }
    return mapped;
  }

  /** Returns the UUID that stands for one. */
  UUID id(UUID id) {
    return words.uuid(id.toString());
  }

  private String mapped(String text) {
    if (text.isEmpty() || vocabulary.has(text) || isTime(text) || isReserved(text)) {
      return text;
    }
    if (ID.matcher(text).matches()) {
      return words.uuid(text).toString();
    }
    if (text.startsWith(SYSTEM)) {
      return ofSystem(text);
    }
    Matcher address = IPV4.matcher(text);
    if (address.matches()) {
      return ofAddress(text, address);
    }
    return IPV6.matcher(text).matches() ? ofIpv6(text) : byWords(text);
  }

  private static boolean isTime(String text) {
    return TIME.matcher(text).matches() || DURATION.matcher(text).matches();
  }

  /** Returns whether the text is a name that the project itself has reserved. */
  private static boolean isReserved(String text) {
    int slash = text.indexOf('/');
    return slash > 0 && RESERVED_DOMAIN.matcher(text.substring(0, slash)).matches();
  }

  private String ofSystem(String text) {
    if (text.startsWith(CONTROLLER_ROLES)) {
      return text;
    }
    String rest = text.substring(SYSTEM.length());
    int colon = rest.indexOf(':');
    if (colon < 0 || !SYSTEM_WITH_NAME.contains(rest.substring(0, colon))) {
      return SYSTEM + byWords(rest);
    }
    StringBuilder mapped = new StringBuilder(SYSTEM).append(rest, 0, colon);
    for (String name : rest.substring(colon + 1).split(":", -1)) {
      mapped.append(':').append(text(name));
    }
    return mapped.toString();
  }

  private String ofAddress(String text, Matcher address) {
    if (EVERYBODYS_ADDRESSES.contains(text)) {
      return text;
    }
    StringBuilder mapped = new StringBuilder();
    for (int i = 1; i <= Integer.BYTES; i++) {
      int octet = Integer.parseInt(address.group(i));
      if (octet >= OCTET_LIMIT) {
        return byWords(text);
      }
      mapped.append(i == 1 ? "" : ".").append(words.number(octet, OCTET_LIMIT));
    }
    return mapped
        .append(address.group(Integer.BYTES + 1) == null ? "" : address.group(5))
        .toString();
  }

  private String ofIpv6(String text) {
    if (EVERYBODYS_ADDRESSES.contains(text)) {
      return text;
    }
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    StringBuilder mapped = new StringBuilder();
    for (String part : address.split("(?<=:)|(?=:)")) {
      mapped.append(part.equals(":") ? part : words.hex(part));
    }
    return mapped.append(slash < 0 ? "" : text.substring(slash)).toString();
  }

  private String byWords(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && isOfWord(text.charAt(end))) {
        end++;
      }
      if (end > at) {
        mapped.append(word(text, at, end));
        at = end;
      } else {
        mapped.append(text.charAt(at++));
      }
    }
    return mapped.toString();
  }

  private static boolean isOfWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 128;
  }

  private String word(String text, int from, int end) {
    String word = text.substring(from, end);
    if (isKept(word) || stays(text, word, from, end) || isFiller(word)) {
      return word;
    }
    return word.length() > WORD_CHARS_MAX
        ? newWord(word)
        : remembered(knownWords, word, this::newWord);
  }

  private String newWord(String word) {
    if (DIGEST.matcher(word).matches()) {
      return words.hex(word);
    }
    String mapped = words.word(word);
    while (isKept(mapped)) {
      // It stands for itself already, and must not stand for two.
      mapped = words.word(mapped);
    }
    return mapped;
  }

  /** Returns whether a word stays wherever it stands. */
  private boolean isKept(String word) {
    return vocabulary.has(word) || DNS_WORDS.contains(word);
  }

  private static boolean stays(String text, String word, int from, int end) {
    char before = from == 0 ? 0 : text.charAt(from - 1);
    boolean isNumber = word.chars().allMatch(c -> c >= '0' && c <= '9');
    return switch (before) {
      case '-' ->
          end == text.length()
              && (isNumber && word.length() <= ORDINAL_DIGITS_MAX
                  || SUFFIX.matcher(word).matches());
      case ':' -> isNumber && word.length() <= PORT_DIGITS_MAX;
      default -> false;
    };
  }

  private static boolean isFiller(String word) {
    return word.length() >= FILLER_CHARS_MIN
        && word.charAt(0) < 128
        && word.chars().allMatch(c -> c == word.charAt(0));
  }
}
