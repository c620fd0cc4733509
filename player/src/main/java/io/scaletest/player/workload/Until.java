package io.scaletest.player.workload;

import io.scaletest.common.text.Figures;
import io.scaletest.player.language.Place;
import io.scaletest.wire.json.JsonTree;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a set's objects that ends a phase.
 *
 * @param at where the specification has it
 * @param count how many objects are in it, at least; 0 for none at all
 * @param state which objects are
 */
public record Until(Place at, ObjectSet objects, int count, State state) {
  /** What is asked of one object. */
  public sealed interface State {
    /** Tells whether an object, as the API server has it, is in the state. */
    boolean holds(Map<String, Object> object);

    /** Completes "so many objects": {@code are Running}. */
    String words();
  }

  /** It exists. */
  record Exists() implements State {
    @Override
    public boolean holds(Map<String, Object> object) {
      return true;
    }

    @Override
    public String words() {
      return "exist";
    }
  }

  /** Its {@code status.phase} is that. */
  record HasPhase(String phase) implements State {
    @Override
    public boolean holds(Map<String, Object> object) {
      return JsonTree.text(object, "status", "phase").equals(phase);
    }

    @Override
    public String words() {
      return "are " + phase;
    }
  }

  /** The condition of that type is True. */
  record HasCondition(String type) implements State {
    @Override
    public boolean holds(Map<String, Object> object) {
      return JsonTree.objects(JsonTree.child(object, "status"), "conditions").stream()
          .filter(condition -> JsonTree.string(condition, "type").equals(type))
          .anyMatch(condition -> JsonTree.string(condition, "status").equals("True"));
    }

    @Override
    public String words() {
      return "have " + type;
    }
  }

  /** It has all it asks for, of the generation that was written last. */
  record IsReady() implements State {
    @Override
    public boolean holds(Map<String, Object> object) {
      Map<String, Object> spec = JsonTree.child(object, "spec");
      Map<String, Object> status = JsonTree.child(object, "status");
      long observed = number(status, "observedGeneration").orElse(Long.MAX_VALUE);
      if (observed < number(JsonTree.child(object, "metadata"), "generation").orElse(0L)) {
        return false;
      }
      Optional<Long> daemons = number(status, "desiredNumberScheduled");
      if (daemons.isPresent()) {
        return number(status, "numberReady").orElse(0L) >= daemons.get();
      }
      Optional<Long> replicas = number(spec, "replicas");
      if (replicas.isPresent()) {
        return number(status, "readyReplicas").orElse(0L) >= replicas.get();
      }
      Optional<Long> completions = number(spec, "completions");
      if (completions.isPresent()) {
        return number(status, "succeeded").orElse(0L) >= completions.get();
      }
      return new HasCondition("Ready").holds(object);
    }

    private static Optional<Long> number(Map<String, Object> map, String name) {
      return map.get(name) instanceof Number number
          ? Optional.of(number.longValue())
          : Optional.empty();
    }

    @Override
    public String words() {
      return "are ready";
    }
  }

  /** Returns the state of objects whose condition of that type is True. */
  public static State condition(String type) {
    return new HasCondition(type);
  }

  /** Tells whether so many objects in the state are enough. */
  public boolean isReached(int objectsInState) {
    return count == 0 ? objectsInState == 0 : objectsInState >= count;
  }

  /** Returns it in words: {@code 1,001 vmi are Running}. */
  public String text() {
    return (count == 0 ? "no" : Figures.count(count)) + " " + objects.name() + " " + state.words();
  }
}
