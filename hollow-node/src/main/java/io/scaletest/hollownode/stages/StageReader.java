package io.scaletest.hollownode.stages;

import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.pools.Section;
import io.scaletest.hollownode.stages.Requirement.Operator;
import io.scaletest.hollownode.stages.StageDelay.Amount;
import io.scaletest.hollownode.stages.StageStep.PatchType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Reads one manifest of a Stage. What is wrong with it, and what of kwok's is not done here, is an
 * {@code IllegalArgumentException} of one line that names file, stage, field and rule.
 *
 * <p><i>Source:</i> {@code StageSpec} of kwok's v1alpha1, with its deprecated fields.
 */
final class StageReader {
  private static final String NOT_DONE = "is not done by hollow-node";

  private final Section manifest;
  private final String name;
  private final Section spec;
  private final ObjectKind kind;

  StageReader(Section manifest) {
    this.name = manifest.section("metadata").required("name", text -> text);
    this.manifest = manifest.of("stage " + name);
    this.spec = this.manifest.section("spec");
    spec.requireKeys(
        Set.of(
            "resourceRef",
            "selector",
            "weight",
            "weightFrom",
            "delay",
            "next",
            "steps",
            "immediateNextStage"));
    Section ref = spec.section("resourceRef");
    ref.requireKeys(Set.of("apiGroup", "kind"));
    ref.optional("apiGroup", text -> one(text, "v1"));
    this.kind =
        ref.required(
            "kind",
            text ->
                ObjectKind.of(text)
                    .orElseThrow(
                        () -> new IllegalArgumentException("must be Pod or Node, got " + text)));
  }

  private static String one(String text, String wanted) {
    if (text.equals(wanted)) {
      return text;
    }
    throw new IllegalArgumentException("must be " + wanted + ", got " + text);
  }

  ObjectKind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  /** Returns the stage; empty where it has no selector, and so is for no object. */
  Optional<Stage> read() {
    StageSelector selector = selector(spec.section("selector"));
    StageWeight weight =
        new StageWeight(spec.number("weight", 0, Integer.MAX_VALUE, 0), query(spec, "weightFrom"));
    StageDelay delay = spec.has("delay") ? delay(spec.section("delay")) : StageDelay.NONE;
    List<StageStep> steps =
        spec.has("steps") ? steps(spec.sections("steps")) : next(spec.section("next"));
    boolean immediate = spec.flag("immediateNextStage").orElse(false);
    return spec.has("selector")
        ? Optional.of(new Stage(name, selector, weight, delay, withoutDeleted(steps), immediate))
        : Optional.empty();
  }

  /** Of an object that is deleted, only events can be posted. */
  private static List<StageStep> withoutDeleted(List<StageStep> steps) {
    List<StageStep> left = new ArrayList<>();
    boolean deleted = false;
    for (StageStep step : steps) {
      if (!deleted || step instanceof StageStep.PostEvent) {
        left.add(step);
      }
      deleted |= step instanceof StageStep.Delete;
    }
    return left;
  }

  private static StageSelector selector(Section section) {
    section.requireKeys(Set.of("matchLabels", "matchAnnotations", "matchExpressions"));
    List<Requirement> requirements = new ArrayList<>();
    for (Section expression : section.sections("matchExpressions")) {
      requirements.add(requirement(expression));
    }
    return new StageSelector(
        texts(section.section("matchLabels")),
        texts(section.section("matchAnnotations")),
        requirements);
  }

  private static Map<String, String> texts(Section section) {
    Map<String, String> texts = new HashMap<>();
    for (String key : section.keys()) {
      texts.put(key, section.required(key, text -> text));
    }
    return texts;
  }

  private static Requirement requirement(Section expression) {
    expression.requireKeys(Set.of("cel", "jq", "key", "operator", "values"));
    refuse(expression, "cel");
    Section said = expression.has("jq") ? expression.section("jq") : expression;
    if (expression.has("jq")) {
      said.requireKeys(Set.of("key", "operator", "values"));
    }
    Operator operator = said.required("operator", Operator::of);
    List<String> values = said.list("values", text -> text);
    if (values.isEmpty() == operator.takesValues()) {
      throw said.refused(
          "values", operator.takesValues() ? "is missing" : "must not be given with the operator");
    }
    return new Requirement(said.required("key", JqQuery::parse), operator, values);
  }

  private static void refuse(Section section, String key) {
    if (section.has(key)) {
      throw section.refused(key, NOT_DONE);
    }
  }

  /** Returns the query under a key such as {@code durationFrom}, if there is one. */
  private static Optional<JqQuery> query(Section section, String key) {
    if (!section.has(key)) {
      return Optional.empty();
    }
    Section from = section.section(key);
    from.requireKeys(Set.of("cel", "jq", "expressionFrom"));
    refuse(from, "cel");
    if (!from.has("jq")) {
      return Optional.of(from.required("expressionFrom", JqQuery::parse));
    }
    Section jq = from.section("jq");
    jq.requireKeys(Set.of("expression"));
    return Optional.of(jq.required("expression", JqQuery::parse));
  }

  private static StageDelay delay(Section section) {
    section.requireKeys(
        Set.of(
            "durationMilliseconds",
            "durationFrom",
            "jitterDurationMilliseconds",
            "jitterDurationFrom"));
    OptionalLong least = milliseconds(section, "durationMilliseconds");
    Amount duration = new Amount(OptionalLong.of(least.orElse(0)), query(section, "durationFrom"));
    Amount jitter =
        new Amount(
            milliseconds(section, "jitterDurationMilliseconds"),
            query(section, "jitterDurationFrom"));
    boolean hasJitter = jitter.standardNs().isPresent() || jitter.from().isPresent();
    return new StageDelay(duration, hasJitter ? Optional.of(jitter) : Optional.empty());
  }

  private static OptionalLong milliseconds(Section section, String key) {
    long most = TimeUnit.DAYS.toMillis(10_000);
    return section.has(key)
        ? OptionalLong.of(TimeUnit.MILLISECONDS.toNanos(section.number(key, 0, most, 0)))
        : OptionalLong.empty();
  }

  private List<StageStep> steps(List<Section> sections) {
    List<StageStep> steps = new ArrayList<>();
    for (Section section : sections) {
      section.requireKeys(Set.of("patch", "event", "finalizers", "delete", "apply"));
      refuse(section, "apply");
      addEvent(section, steps);
      addFinalizers(section, steps);
      if (section.flag("delete").orElse(false)) {
        steps.add(new StageStep.Delete());
      } else if (section.has("patch")) {
        steps.add(patch(section.section("patch")));
      }
    }
    return steps;
  }

  /** Reads the deprecated form of steps, in the order in which kwok does them. */
  private List<StageStep> next(Section section) {
    section.requireKeys(
        Set.of(
            "event",
            "finalizers",
            "delete",
            "patches",
            "statusTemplate",
            "statusSubresource",
            "statusPatchAs"));
    refuse(section, "statusPatchAs");
    List<StageStep> steps = new ArrayList<>();
    addEvent(section, steps);
    addFinalizers(section, steps);
    List<Section> patches = section.sections("patches");
    for (Section patch : patches) {
      steps.add(patch(patch));
    }
    if (patches.isEmpty() && section.has("statusTemplate")) {
      String subresource =
          section.optional("statusSubresource", StageReader::subresource).orElse("status");
      steps.add(
          new StageStep.Patch(
              subresource, "status", PatchType.STRATEGIC, template(section, "statusTemplate")));
    }
    if (section.flag("delete").orElse(false)) {
      steps.add(new StageStep.Delete());
    }
    return steps;
  }

  private GoTemplate template(Section section, String key) {
    Function<String, GoTemplate> parse =
        text -> GoTemplate.parse(text.strip(), StageFunctions.names(kind));
    return section.required(key, parse);
  }

  private StageStep patch(Section section) {
    section.requireKeys(Set.of("subresource", "root", "template", "type", "impersonation"));
    refuse(section, "impersonation");
    return new StageStep.Patch(
        section.optional("subresource", StageReader::subresource).orElse(""),
        section.optional("root", text -> text).orElse(""),
        section.optional("type", PatchType::of).orElse(PatchType.STRATEGIC),
        template(section, "template"));
  }

  private static String subresource(String text) {
    if (text.matches("[a-z]*")) {
      return text;
    }
    throw new IllegalArgumentException("must be the name of a subresource, got " + text);
  }

  private static void addEvent(Section section, List<StageStep> steps) {
    if (!section.has("event")) {
      return;
    }
    Section event = section.section("event");
    event.requireKeys(Set.of("type", "reason", "message"));
    boolean normal =
        event.required(
            "type",
            text -> {
              if (text.equals("Normal") || text.equals("Warning")) {
                return text.equals("Normal");
              }
              throw new IllegalArgumentException("must be Normal or Warning, got " + text);
            });
    String reason = event.required("reason", text -> text);
    String message = event.optional("message", text -> text).orElse("");
    steps.add(new StageStep.PostEvent(new EventReason(reason, normal), message));
  }

  private static void addFinalizers(Section section, List<StageStep> steps) {
    if (!section.has("finalizers")) {
      return;
    }
    Section finalizers = section.section("finalizers");
    finalizers.requireKeys(Set.of("add", "remove", "empty"));
    steps.add(
        new StageStep.Finalizers(
            finalizerNames(finalizers, "add"),
            finalizerNames(finalizers, "remove"),
            finalizers.flag("empty").orElse(false)));
  }

  private static List<String> finalizerNames(Section section, String key) {
    List<String> names = new ArrayList<>();
    for (Section item : section.sections(key)) {
      item.requireKeys(Set.of("value"));
      names.add(item.required("value", text -> text));
    }
    return List.copyOf(names);
  }
}
