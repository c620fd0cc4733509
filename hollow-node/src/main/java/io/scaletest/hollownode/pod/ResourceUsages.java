package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pools.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What KWOK's ResourceUsages and ClusterResourceUsages say that containers use: a quantity, or what
 * an annotation of the pod says, else a quantity. Immutable.
 */
public final class ResourceUsages {
  /** Of a run that was given none. */
  public static final ResourceUsages NONE = new ResourceUsages(List.of(), List.of());

  /** The one that is for the pod of its own name. */
  public static final String OF_ONE = "ResourceUsage";

  /** The one that is for all pods that its selector matches. */
  public static final String OF_MANY = "ClusterResourceUsage";

  private static final Set<String> RESOURCES = Set.of("cpu", "memory");
  private static final String QUANTITY = "Quantity\\(\\s*\"([^\"]+)\"\\s*\\)";

  /** {@code "key" in pod.metadata.annotations ? Quantity(annotation) : Quantity(otherwise)}. */
  private static final Pattern EXPRESSION =
      Pattern.compile(
          "\\s*(?:\"([^\"]+)\"\\s+in\\s+pod\\.metadata\\.annotations\\s*\\?\\s*"
              + "Quantity\\(\\s*pod\\.metadata\\.annotations\\[\"([^\"]+)\"\\]\\s*\\)\\s*:\\s*)?"
              + QUANTITY
              + "\\s*");

  private final List<Rule> rules;

  /** Those of one pod come before those of many, whatever their order in the files. */
  private ResourceUsages(List<Rule> ofOne, List<Rule> ofMany) {
    List<Rule> all = new ArrayList<>(ofOne);
    all.addAll(ofMany);
    this.rules = List.copyOf(all);
  }

  /** Empty lists match everything. */
  private record Rule(List<String> namespaces, List<String> names, List<Usage> usages) {
    boolean matches(String namespace, String name) {
      return (namespaces.isEmpty() || namespaces.contains(namespace))
          && (names.isEmpty() || names.contains(name));
    }
  }

  private record Usage(List<String> containers, Map<String, Value> values) {}

  /** An annotation that counts where the pod has it, and a quantity. */
  private record Value(Optional<String> annotation, String quantity) {
    String of(Map<String, String> annotations) {
      return annotation.map(annotations::get).orElse(quantity);
    }
  }

  /**
   * Returns what manifests say.
   *
   * @param ofOne of kind {@link #OF_ONE}
   * @param ofMany of kind {@link #OF_MANY}
   * @throws IllegalArgumentException one line that names file, manifest, field and rule
   */
  public static ResourceUsages of(List<Section> ofOne, List<Section> ofMany) {
    return new ResourceUsages(
        ofOne.stream().map(manifest -> rule(manifest, true)).toList(),
        ofMany.stream().map(manifest -> rule(manifest, false)).toList());
  }

  private static Rule rule(Section manifest, boolean ofOne) {
    Section metadata = manifest.section("metadata");
    String name = metadata.required("name", text -> text);
    Section named = manifest.of((ofOne ? OF_ONE : OF_MANY) + " " + name);
    Section spec = named.section("spec");
    spec.requireKeys(ofOne ? Set.of("usages") : Set.of("usages", "selector"));
    List<Usage> usages = spec.sections("usages").stream().map(ResourceUsages::usage).toList();
    if (ofOne) {
      String namespace = metadata.optional("namespace", text -> text).orElse("default");
      return new Rule(List.of(namespace), List.of(name), usages);
    }
    Section selector = spec.section("selector");
    selector.requireKeys(Set.of("matchNamespaces", "matchNames"));
    return new Rule(
        selector.list("matchNamespaces", text -> text),
        selector.list("matchNames", text -> text),
        usages);
  }

  private static Usage usage(Section section) {
    section.requireKeys(Set.of("containers", "usage"));
    Section usage = section.section("usage");
    usage.requireKeys(RESOURCES);
    Map<String, Value> values = new HashMap<>();
    for (String resource : usage.keys()) {
      Section value = usage.section(resource);
      value.requireKeys(Set.of("value", "expression"));
      values.put(
          resource,
          value.has("expression")
              ? value.required("expression", ResourceUsages::expression)
              : new Value(Optional.empty(), value.required("value", ResourceUsages::quantity)));
    }
    return new Usage(section.list("containers", text -> text), values);
  }

  private static Value expression(String text) {
    Matcher matcher = EXPRESSION.matcher(text);
    boolean known =
        matcher.matches()
            && (matcher.group(1) == null || matcher.group(1).equals(matcher.group(2)));
    if (!known) {
      throw new IllegalArgumentException(
          "must be Quantity(\"…\"), or KEY in pod.metadata.annotations ?"
              + " Quantity(pod.metadata.annotations[KEY]) : Quantity(\"…\"): no other CEL is known"
              + " here");
    }
    return new Value(Optional.ofNullable(matcher.group(1)), quantity(matcher.group(3)));
  }

  private static String quantity(String text) {
    var unused = UsageModel.parse(text, new SplittableRandom(0));
    return text;
  }

  /** What is said of the containers of one pod. */
  interface OfPod {
    /** Returns the usage of {@code cpu} or {@code memory}, where there is one. */
    Optional<String> text(String container, String resource);
  }

  OfPod ofPod(String namespace, String name, Map<String, String> annotations) {
    List<Rule> matching = rules.stream().filter(rule -> rule.matches(namespace, name)).toList();
    return (container, resource) ->
        matching.stream()
            .flatMap(rule -> rule.usages().stream())
            .filter(usage -> usage.containers().isEmpty() || usage.containers().contains(container))
            .filter(usage -> usage.values().containsKey(resource))
            .findFirst()
            .map(usage -> usage.values().get(resource).of(annotations));
  }
}
