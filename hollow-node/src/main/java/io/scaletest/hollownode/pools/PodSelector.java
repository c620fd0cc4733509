package io.scaletest.hollownode.pools;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Selects pods by namespace, owner, labels and images. Immutable.
 *
 * @param namespace which the pods are in, if it matters
 * @param ownerKind of the pods' controlling owner, if it matters: {@code Job}
 * @param labels all of which the pods have
 * @param image the whole of which the image of one of their containers is, if it matters
 */
public record PodSelector(
    Optional<String> namespace,
    Optional<String> ownerKind,
    Map<String, String> labels,
    Optional<Pattern> image) {
  /** The keys under which it stands in a file. */
  public static final Set<String> KEYS = Set.of("namespace", "owner", "labels", "image");

  public PodSelector {
    labels = Map.copyOf(labels);
  }

  /** Reads {@link #KEYS}. */
  public static PodSelector read(Section section) {
    Section wanted = section.section("labels");
    Map<String, String> labels = new HashMap<>();
    for (String key : wanted.keys()) {
      labels.put(key, wanted.required(key, Function.identity()));
    }
    return new PodSelector(
        section.optional("namespace", Function.identity()),
        section.optional("owner", Function.identity()),
        labels,
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

  /**
   * @param itsOwnerKind empty if there is no controlling owner
   */
  public boolean matches(
      String itsNamespace,
      String itsOwnerKind,
      Map<String, String> itsLabels,
      List<String> itsImages) {
    return namespace.map(itsNamespace::equals).orElse(true)
        && ownerKind.map(itsOwnerKind::equals).orElse(true)
        && itsLabels.entrySet().containsAll(labels.entrySet())
        && image.map(pattern -> matchesAny(pattern, itsImages)).orElse(true);
  }

  private static boolean matchesAny(Pattern pattern, List<String> images) {
    return images.stream().anyMatch(image -> pattern.matcher(image).matches());
  }
}
