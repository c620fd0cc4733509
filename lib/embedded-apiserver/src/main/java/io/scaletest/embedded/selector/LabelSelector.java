package io.scaletest.embedded.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requirements on labels, all of which must hold: {@code a=b,c!=d,e in (f,g),h notin (i),j,!k}.
 * Labels are given as names and values in turn. Immutable.
 */
public final class LabelSelector {
  /** Selects everything. */
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  private static final String NAME =
      "(?:[A-Za-z0-9](?:[-A-Za-z0-9.]{0,251}[A-Za-z0-9])?/)?"
          + "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  private static final String VALUE = "(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?";
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "\\s*(?:(?<not>!)\\s*(?<absent>"
              + NAME
              + ")|(?<name>"
              + NAME
              + ")\\s*(?:(?<op>==|=|!=)\\s*(?<value>"
              + VALUE
              + ")|\\s(?<set>in|notin)\\s*\\((?<values>[^()]*)\\))?)\\s*(?:,|$)");
  private static final Pattern LABEL_VALUE = Pattern.compile(VALUE);

  private final List<Requirement> requirements;

  private LabelSelector(List<Requirement> requirements) {
    this.requirements = requirements;
  }

  /** What a label must be; {@code values} is empty where its existence alone counts. */
  private record Requirement(String name, boolean wanted, Set<String> values) {
    boolean holds(String[] labels) {
      for (int i = 0; i < labels.length; i += 2) {
        if (labels[i].equals(name)) {
          return (values.isEmpty() || values.contains(labels[i + 1])) == wanted;
        }
      }
      return !wanted;
    }
  }

  /** Reads a selector; an empty text selects everything. */
  public static LabelSelector parse(String text) throws SelectorException {
    if (text.isBlank()) {
      return EVERYTHING;
    }
    List<Requirement> requirements = new ArrayList<>();
    Matcher matcher = REQUIREMENT.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!matcher.region(at, text.length()).lookingAt()) {
        throw new SelectorException(
            "unable to parse requirement: found '" + text.substring(at) + "'");
      }
      requirements.add(requirement(matcher));
      at = matcher.end();
    }
    if (text.endsWith(",")) {
      throw new SelectorException("unable to parse requirement: found '', expected: identifier");
    }
    return new LabelSelector(List.copyOf(requirements));
  }

  private static Requirement requirement(Matcher matcher) throws SelectorException {
    if (matcher.group("not") != null) {
      return new Requirement(matcher.group("absent"), false, Set.of());
    }
    String name = matcher.group("name");
    if (matcher.group("op") != null) {
      boolean equal = !matcher.group("op").equals("!=");
      return new Requirement(name, equal, Set.of(matcher.group("value")));
    }
    if (matcher.group("set") != null) {
      boolean in = matcher.group("set").equals("in");
      return new Requirement(name, in, values(matcher.group("values")));
    }
    return new Requirement(name, true, Set.of());
  }

  private static Set<String> values(String list) throws SelectorException {
    Set<String> values = new TreeSet<>();
    for (String value : list.split(",", -1)) {
      if (!LABEL_VALUE.matcher(value.strip()).matches()) {
        throw new SelectorException("unable to parse requirement: invalid label value: " + value);
      }
      values.add(value.strip());
    }
    return values;
  }

  /** Returns whether labels, names and values in turn, meet every requirement. */
  public boolean matches(String[] labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.holds(labels)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether it selects everything. */
  public boolean isEverything() {
    return requirements.isEmpty();
  }
}
