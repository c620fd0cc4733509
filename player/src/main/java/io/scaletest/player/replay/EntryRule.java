package io.scaletest.player.replay;

import io.scaletest.common.operation.Operation;
import io.scaletest.driving.lifecycle.KnownKind;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TrafficClass;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries of a trace are replayed, as far as the trace itself decides. Every entry is to be
 * asked about, in order, by one thread: what others make under names of the server's is remembered.
 */
final class EntryRule {
  /** Kinds that hold for the whole cluster, under names that mean something. */
  private static final Set<String> DEFINITIONS =
      Set.of(
          "customresourcedefinitions.apiextensions.k8s.io",
          "apiservices.apiregistration.k8s.io",
          "mutatingwebhookconfigurations.admissionregistration.k8s.io",
          "validatingwebhookconfigurations.admissionregistration.k8s.io",
          "mutatingadmissionpolicies.admissionregistration.k8s.io",
          "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
          "validatingadmissionpolicies.admissionregistration.k8s.io",
          "validatingadmissionpolicybindings.admissionregistration.k8s.io",
          "flowschemas.flowcontrol.apiserver.k8s.io",
          "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io");

  /** Pods of controllers that live at a time; beyond, the eldest is taken for a client's. */
  static final int OTHERS_MAX = 500_000;

  private static final int REDIRECTION = 300;

  private final Set<TrafficClass> traffic;
  private final Map<ObjectKey, Boolean> others = new LinkedHashMap<>();

  /**
   * @param traffic the classes that are replayed
   */
  EntryRule(Set<TrafficClass> traffic) {
    this.traffic = Set.copyOf(traffic);
  }

  /** Returns whether an object's name means something to the whole cluster, so that it stays. */
  static boolean isDefinition(String resource) {
    return DEFINITIONS.contains(resource);
  }

  /** Returns what a request does; empty for a verb that is not replayed. */
  static Optional<Operation> operation(TraceEntry entry) {
    return switch (entry.verb()) {
      case "create" -> Optional.of(Operation.CREATE);
      case "update" -> Optional.of(Operation.UPDATE);
      case "patch" ->
          Optional.of(entry.patch() == PatchType.APPLY ? Operation.APPLY : Operation.PATCH);
      case "get" -> Optional.of(Operation.GET);
      case "list" -> Optional.of(Operation.LIST);
      case "watch" -> Optional.of(Operation.WATCH);
      case "delete" -> Optional.of(Operation.DELETE);
      case "deletecollection" -> Optional.of(Operation.DELETE_COLLECTION);
      default -> Optional.empty();
    };
  }

  /** Returns whether an operation changes something. */
  static boolean isWrite(Operation operation) {
    return switch (operation) {
      case GET, LIST, WATCH -> false;
      default -> true;
    };
  }

  /** Returns whether a create without a body is replayed with the least one of its kind. */
  static boolean isFilled(TraceEntry entry) {
    ResourcePath path = entry.resource();
    return entry.verb().equals("create")
        && entry.body().state() != TraceBody.State.STORED
        && path.subresource().isEmpty()
        && !entry.object().name().isEmpty()
        && KnownKind.of(new ObjectKind(path.group(), "v1", path.resource(), path.resource(), true))
            .isPresent();
  }

  /** Takes the next entry; returns why it is left out, if it is. */
  Optional<LeftOut> leftOut(TraceEntry entry) {
    if (entry.kind() == EntryKind.INITIAL) {
      return Optional.empty();
    }
    Optional<LeftOut> cause = byKind(entry);
    if (cause.isPresent()) {
      note(entry);
      return cause;
    }
    return byContent(entry);
  }

  private Optional<LeftOut> byKind(TraceEntry entry) {
    if (entry.resource().resource().isEmpty() || entry.traffic() == TrafficClass.NON_RESOURCE) {
      return Optional.of(LeftOut.NON_RESOURCE);
    }
    if (entry.traffic() == TrafficClass.CREDENTIAL) {
      return Optional.of(LeftOut.CREDENTIAL);
    }
    if (entry.traffic() == TrafficClass.STREAM) {
      return Optional.of(LeftOut.STREAM);
    }
    return traffic.contains(entry.traffic()) ? Optional.empty() : Optional.of(LeftOut.TRAFFIC);
  }

  private Optional<LeftOut> byContent(TraceEntry entry) {
    Optional<Operation> operation = operation(entry);
    if (operation.isEmpty()) {
      return Optional.of(LeftOut.VERB);
    }
    ObjectKey key = ObjectKey.of(entry);
    if (isWrite(operation.get()) && isDefinition(key.resource())) {
      return Optional.of(LeftOut.DEFINITION);
    }
    if (!others.isEmpty() && others.containsKey(key)) {
      return Optional.of(LeftOut.OTHERS_OBJECT);
    }
    boolean stored = entry.body().state() == TraceBody.State.STORED;
    return switch (operation.get()) {
      case GET, DELETE -> missingName(entry);
      case UPDATE -> missingName(entry).or(() -> stored ? Optional.empty() : withheld());
      case PATCH, APPLY ->
          missingName(entry)
              .or(() -> stored ? Optional.empty() : withheld())
              .or(
                  () ->
                      entry.patch() == PatchType.UNKNOWN || entry.patch() == PatchType.NONE
                          ? Optional.of(LeftOut.PATCH_UNKNOWN)
                          : Optional.empty());
      case CREATE -> stored || isFilled(entry) ? Optional.empty() : withheld();
      default -> Optional.empty();
    };
  }

  private static Optional<LeftOut> withheld() {
    return Optional.of(LeftOut.BODY_WITHHELD);
  }

  private static Optional<LeftOut> missingName(TraceEntry entry) {
    return entry.object().name().isEmpty() ? Optional.of(LeftOut.NO_NAME) : Optional.empty();
  }

  /** Notes what traffic that is left out made under a name of the server's, or deleted. */
  private void note(TraceEntry entry) {
    boolean whole = entry.resource().subresource().isEmpty() && !entry.object().name().isEmpty();
    if (!whole || entry.outcome().code() >= REDIRECTION) {
      return;
    }
    if (entry.verb().equals("create") && !entry.object().generateName().isEmpty()) {
      others.put(ObjectKey.of(entry), true);
      if (others.size() > OTHERS_MAX) {
        others.remove(others.keySet().iterator().next());
      }
    } else if (entry.verb().equals("delete") && !others.isEmpty()) {
      others.remove(ObjectKey.of(entry));
    }
  }
}
