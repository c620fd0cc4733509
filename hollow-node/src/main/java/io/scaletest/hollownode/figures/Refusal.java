package io.scaletest.hollownode.figures;

import static io.scaletest.wire.http.HttpStatus.FORBIDDEN;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.kube.transport.ApiReply;
import java.util.Locale;

/**
 * Classifies an unsuccessful reply, and strips names from its message, so that those of many nodes
 * are counted as one. Stateless.
 */
final class Refusal {

  private Refusal() {}

  /**
   * Tells whether something was not made only because its namespace is being deleted, or is: that
   * is what whoever deleted it asked for, and no failure.
   */
  static boolean isOfDeletedNamespace(ApiReply reply) {
    String text = reply.failure();
    return reply.status() == FORBIDDEN && text.contains("because it is being terminated")
        || reply.status() == NOT_FOUND && text.contains("namespaces \"");
  }

  /**
   * Returns a message in which each name of an object is replaced by what it is the name of, so
   * that the same refusal of many objects is one message.
   *
   * @param names pairs of a kind and a name
   */
  static String generic(String message, String... names) {
    String text = message;
    for (int i = 0; i + 1 < names.length; i += 2) {
      text = replaced(text, names[i + 1], names[i].toUpperCase(Locale.ROOT));
    }
    return text;
  }

  private static String replaced(String text, String name, String kind) {
    if (name.isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      int end = at + name.length();
      boolean whole =
          at >= from
              && (at == 0 || !isOfName(text.charAt(at - 1)))
              && (end == text.length() || !isOfName(text.charAt(end)));
      if (whole) {
        out.append(text, from, at).append(kind);
        from = end;
      }
    }
    return out.append(text, from, text.length()).toString();
  }

  private static boolean isOfName(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
  }
}
