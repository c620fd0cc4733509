package io.scaletest.hollownode.lifetime;

import io.scaletest.hollownode.values.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The pods that a rule of a pools file is for: those of which all holds that it says. Immutable.
 *
 * @param namespace which they are in, if it matters
 * @param ownerKind of their controlling owner, if it matters: {@code Job}
 * @param labels all of which they have
 * @param image of which at least one of their containers has, in whole, if it matters
 */
public record PodSelector(
    Optional<String> namespace,
    Optional<String> ownerKind,
    Map<String, String> labels,
    Optional<Pattern> image) {
  /** Every pod. */
  public static final PodSelector ALL =
      new PodSelector(Optional.empty(), Optional.empty(), Map.of(), Optional.empty());

  /** Keys of the sections that {@link #read} reads. */
  public static final Set<String> KEYS = Set.of("namespace", "owner", "labels", "image");

  public PodSelector {
    Objects.requireNonNull(namespace, "namespace is null");
    Objects.requireNonNull(ownerKind, "ownerKind is null");
    Objects.requireNonNull(image, "image is null");
    labels = Map.copyOf(labels);
  }

  /**
   * Reads a selector, whose keys stand among others.
   *
   * @throws IllegalArgumentException one line that says where the fault is
   */
  public static PodSelector read(Section section) {
    Section labels = section.section("labels");
    Map<String, String> wanted = new HashMap<>();
    for (String key : labels.keys()) {
      wanted.put(key, labels.required(key, Function.identity()));
    }
    return new PodSelector(
        section.optional("namespace", Function.identity()),
        section.optional("owner", Function.identity()),
        wanted,
        section.optional("image", PodSelector::pattern));
  }

  /** Returns the regular expression that a text is. */
  static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "must be a regular expression (" + e.getDescription() + "), got " + text, e);
    }
  }

  /** Tells whether the pod is one of them. */
  public boolean matches(PodTraits pod) {
    return namespace.map(pod.namespace()::equals).orElse(true)
        && ownerKind.map(pod.ownerKind()::equals).orElse(true)
        && pod.labels().entrySet().containsAll(labels.entrySet())
        && image.map(pattern -> matchesAny(pattern, pod.images())).orElse(true);
  }

  private static boolean matchesAny(Pattern pattern, List<String> images) {
    return images.stream().anyMatch(image -> pattern.matcher(image).matches());
  }
}
