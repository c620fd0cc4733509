package io.scaletest.player.replay;

import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts of bodies and selectors that look as uids do, wherever they stand: which of them are an
 * object's is known when a request is sent. Stateless.
 */
final class Uids {
  private static final int LENGTH = 36;
  private static final Pattern LIKE =
      Pattern.compile("(?<![0-9a-z])[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])");

  private Uids() {}

  /** Returns whether a text has the form of a uid: a UUID in small letters. */
  static boolean isLike(String text) {
    return text.length() == LENGTH && LIKE.matcher(text).matches();
  }

  /** Hands over each of a tree. */
  static void each(Object tree, Consumer<String> taker) {
    replace(
        tree,
        uid -> {
          taker.accept(uid);
          return Optional.empty();
        });
  }

  /** Returns whether a tree has one. */
  static boolean isIn(Object tree) {
    boolean[] found = {false};
    each(tree, uid -> found[0] = true);
    return found[0];
  }

  /**
   * Puts others in their place.
   *
   * @param others returns the other one; empty where there is none
   */
  static void replace(Object tree, Function<String, Optional<String>> others) {
    if (tree instanceof Map<?, ?> map) {
      for (Map.Entry<String, Object> field : JsonTree.asObject(map).entrySet()) {
        if (field.getValue() instanceof String text) {
          other(text, others).ifPresent(field::setValue);
        } else {
          replace(field.getValue(), others);
        }
      }
    } else if (tree instanceof List<?> list) {
      replaceIn(list, others);
    }
  }

  @SuppressWarnings("unchecked") // a parsed list takes what is JSON
  private static void replaceIn(List<?> list, Function<String, Optional<String>> others) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof String text) {
        Optional<String> other = other(text, others);
        if (other.isPresent()) {
          ((List<Object>) list).set(i, other.get());
        }
      } else {
        replace(list.get(i), others);
      }
    }
  }

  /** Returns a text, such as a selector, with others in place of those that are in it. */
  static String replaced(String text, Function<String, Optional<String>> others) {
    return LIKE.matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(others.apply(found.group()).orElse(found.group())));
  }

  private static Optional<String> other(String text, Function<String, Optional<String>> others) {
    return isLike(text) ? others.apply(text) : Optional.empty();
  }
}
