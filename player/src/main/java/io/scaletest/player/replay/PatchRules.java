package io.scaletest.player.replay;

import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.TraceEntry;
import java.util.List;

/**
 * Types for patches whose own is not known for certain: the first rule that fits counts. Immutable.
 *
 * @param rules in order
 */
record PatchRules(List<Rule> rules) {
  static final PatchRules NONE = new PatchRules(List.of());

  /**
   * A rule.
   *
   * @param resource full name, with its subresource, that patches are of; empty for any
   * @param user who sends them; empty for anybody
   */
  record Rule(String resource, String user, PatchType type) {
    boolean fits(TraceEntry entry) {
      return (resource.isEmpty() || resource.equals(entry.resource().label()))
          && (user.isEmpty() || user.equals(entry.caller().user()));
    }
  }

  PatchRules {
    rules = List.copyOf(rules);
  }

  /** Returns an entry with the type that the rules say, if its own is a guess. */
  TraceEntry typed(TraceEntry entry) {
    if (rules.isEmpty() || entry.patch() == PatchType.NONE) {
      return entry;
    }
    if (!entry.patchInferred() && entry.patch() != PatchType.UNKNOWN) {
      return entry;
    }
    for (Rule rule : rules) {
      if (rule.fits(entry)) {
        return entry.patching(rule.type());
      }
    }
    return entry;
  }
}
