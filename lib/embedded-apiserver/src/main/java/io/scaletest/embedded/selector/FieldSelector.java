package io.scaletest.embedded.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Requirements on fields, all of which must hold: {@code a=b,c==d,e!=f}, where a backslash takes a
 * comma, an equals sign or a backslash as it is. Immutable.
 */
public final class FieldSelector {
  /** Selects everything. */
  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  private final List<Requirement> requirements;

  private FieldSelector(List<Requirement> requirements) {
    this.requirements = requirements;
  }

  private record Requirement(int field, boolean equal, String value) {}

  /** The values of an object's fields, by their numbers. */
  public interface Fields {
    String field(int number);
  }

  /**
   * Reads a selector; an empty text selects everything.
   *
   * @param fieldNumber the number of a field's name; negative where there is no such field
   */
  public static FieldSelector parse(String text, ToIntFunction<String> fieldNumber)
      throws SelectorException {
    if (text.isBlank()) {
      return EVERYTHING;
    }
    List<Requirement> requirements = new ArrayList<>();
    for (String term : split(text)) {
      if (!term.isBlank()) {
        requirements.add(requirement(term, fieldNumber));
      }
    }
    return new FieldSelector(List.copyOf(requirements));
  }

  private static List<String> split(String text) {
    List<String> terms = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        terms.add(text.substring(begin, i));
        begin = i + 1;
      }
    }
    terms.add(text.substring(begin));
    return terms;
  }

  private static Requirement requirement(String term, ToIntFunction<String> fieldNumber)
      throws SelectorException {
    int equals = term.indexOf('=');
    if (equals < 0) {
      throw new SelectorException(
          "invalid selector: '" + term + "'; can't understand '" + term + "'");
    }
    boolean negated = equals > 0 && term.charAt(equals - 1) == '!';
    boolean doubled = !negated && term.startsWith("==", equals);
    String name = term.substring(0, negated ? equals - 1 : equals);
    String value = unescaped(term.substring(equals + (doubled ? 2 : 1)));
    int field = fieldNumber.applyAsInt(name);
    if (field < 0) {
      throw SelectorException.unknownField(name);
    }
    return new Requirement(field, !negated, value);
  }

  private static String unescaped(String value) throws SelectorException {
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        i++;
        if (i == value.length() || ",=\\".indexOf(value.charAt(i)) < 0) {
          throw new SelectorException("invalid field selector: invalid escape sequence: " + value);
        }
        text.append(value.charAt(i));
      } else if (c == '=') {
        throw new SelectorException("invalid field selector: unescaped character in value: =");
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** Returns whether fields meet every requirement. */
  public boolean matches(Fields fields) {
    for (Requirement requirement : requirements) {
      if (fields.field(requirement.field()).equals(requirement.value()) != requirement.equal()) {
        return false;
      }
    }
    return true;
  }

  /** Returns the one value that field {@code number} must have, if there is such a requirement. */
  public Optional<String> required(int number) {
    for (Requirement requirement : requirements) {
      if (requirement.field() == number && requirement.equal()) {
        return Optional.of(requirement.value());
      }
    }
    return Optional.empty();
  }

  /** Returns whether it selects everything. */
  public boolean isEverything() {
    return requirements.isEmpty();
  }
}
