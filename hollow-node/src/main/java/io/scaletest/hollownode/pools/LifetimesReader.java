package io.scaletest.hollownode.pools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the lifetimes of a pool: a default, and rules for the pods that match. */
final class LifetimesReader {
  private static final String DEFAULT = "default";
  private static final String RULES = "rules";
  private static final String EXIT_CODES = "exitCodes";
  private static final String ENDS_ALWAYS = "endsAlways";
  private static final String ON_TERM = "onTerm";

  private final Section section;
  private final long seed;
  private final Path folder;

  LifetimesReader(Section section, long seed, Path folder) {
    this.section = section;
    this.seed = seed;
    this.folder = folder;
  }

  LifetimeRules read() {
    section.requireKeys(Set.of(DEFAULT, RULES));
    Section standard = section.section(DEFAULT);
    standard.requireKeys(profileKeys());
    Set<String> ruleKeys = profileKeys();
    ruleKeys.addAll(PodSelector.KEYS);
    List<LifetimeRule> rules = new ArrayList<>();
    for (Section rule : section.sections(RULES)) {
      rule.requireKeys(ruleKeys);
      rules.add(new LifetimeRule(PodSelector.read(rule), profile(rule)));
    }
    return new LifetimeRules(seed, rules, profile(standard));
  }

  private static Set<String> profileKeys() {
    Set<String> keys = new HashSet<>(Set.of(EXIT_CODES, ENDS_ALWAYS, ON_TERM));
    for (Stage stage : Stage.values()) {
      keys.add(stage.key());
    }
    return keys;
  }

  private LifetimeProfile profile(Section section) {
    Map<Stage, DurationModel> durations = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      section
          .optional(stage.key(), text -> DurationModel.parse(text, folder))
          .ifPresent(model -> durations.put(stage, model));
    }
    return new LifetimeProfile(
        durations,
        section.optional(EXIT_CODES, ExitCodes::parse),
        section.flag(ENDS_ALWAYS),
        section.optional(ON_TERM, OnTerm::parse));
  }
}
