package io.scaletest.hollownode.pools;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads what a pod's annotations say of its lifetime: the toolkit's own, else KWOK's. */
final class PodAnnotations {
  static final String EXIT_CODES = "scaletest/exit-codes";
  static final String ON_TERM = "scaletest/on-term";

  private static final Path NO_FOLDER = Path.of("");
  private static final String OWN_PREFIX = "scaletest/";
  private static final String KWOK_PART = ".stage.kwok.x-k8s.io/";

  private PodAnnotations() {}

  static LifetimeProfile profile(Map<String, String> annotations, Consumer<String> problems) {
    // Almost no pod has any of them: look through its few keys before asking for a dozen.
    if (annotations.keySet().stream().noneMatch(PodAnnotations::isOurs)) {
      return LifetimeProfile.EMPTY;
    }
    EnumMap<Stage, DurationModel> durations = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      duration(stage, annotations, problems).ifPresent(model -> durations.put(stage, model));
    }
    return new LifetimeProfile(
        durations,
        parsed(EXIT_CODES, ExitCodes::parse, annotations, problems),
        Optional.empty(),
        parsed(ON_TERM, OnTerm::parse, annotations, problems));
  }

  private static boolean isOurs(String key) {
    return key.startsWith(OWN_PREFIX) || key.contains(KWOK_PART);
  }

  private static Optional<DurationModel> duration(
      Stage stage, Map<String, String> annotations, Consumer<String> problems) {
    Optional<DurationModel> own = model(stage.annotation(), annotations, problems);
    if (own.isPresent()) {
      return own;
    }
    for (Stage.KwokAlias alias : stage.aliases()) {
      Optional<Long> delayNs = fixedNs(alias.delay(), annotations, problems);
      if (delayNs.isPresent()) {
        long fromNs = delayNs.get();
        long toNs = fixedNs(alias.jitterDelay(), annotations, problems).orElse(fromNs);
        return Optional.of(
            toNs <= fromNs
                ? new DurationModel.Fixed(toNs)
                : new DurationModel.Uniform(fromNs, toNs));
      }
    }
    return Optional.empty();
  }

  /** KWOK knows only durations; a distribution under its key would not mean there what it says. */
  private static Optional<Long> fixedNs(
      String key, Map<String, String> annotations, Consumer<String> problems) {
    Optional<DurationModel> model = model(key, annotations, problems);
    if (model.isEmpty()) {
      return Optional.empty();
    }
    if (model.get() instanceof DurationModel.Fixed fixed) {
      return Optional.of(fixed.ns());
    }
    problems.accept(key + ": must be a duration, got " + annotations.get(key));
    return Optional.empty();
  }

  private static Optional<DurationModel> model(
      String key, Map<String, String> annotations, Consumer<String> problems) {
    String text = annotations.get(key);
    if (text == null) {
      return Optional.empty();
    }
    if (text.strip().startsWith(DurationModelText.TRACE)) {
      // A pod's author must not make the simulator read the files of its machine.
      problems.accept(key + ": trace: works in pool files only");
      return Optional.empty();
    }
    try {
      return Optional.of(DurationModel.parse(text, NO_FOLDER));
    } catch (IllegalArgumentException e) {
      problems.accept(key + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static <T> Optional<T> parsed(
      String key,
      Function<String, T> reader,
      Map<String, String> annotations,
      Consumer<String> problems) {
    String text = annotations.get(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(text));
    } catch (IllegalArgumentException e) {
      problems.accept(key + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
