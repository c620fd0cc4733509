package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.node.Watch;
import io.scaletest.hollownode.node.WatchSink;
import io.scaletest.hollownode.pod.References.Kind;
import io.scaletest.hollownode.pod.References.ObjectId;
import io.scaletest.hollownode.pod.References.ObjectReference;
import io.scaletest.watching.heads.EventType;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.protobuf.MetaFields;
import io.scaletest.wire.protobuf.PodShapes;
import io.scaletest.wire.protobuf.ProtobufFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A ConfigMap or Secret that pods of one node refer to, as its watch shows it: whether it is there
 * and which keys it has, nothing of their contents. Belongs to the node's loop.
 *
 * <p><i>Source:</i> the errors are those of the kubelet's {@code watch_based_manager.go}, of {@code
 * MakePayload} in its volume plugins, and of {@code makeEnvironmentVariables}.
 */
final class WatchedObject implements WatchSink {
  private static final int CONFIG_MAP_DATA = PodShapes.CONFIG_MAP.number("data");
  private static final int CONFIG_MAP_BINARY_DATA = PodShapes.CONFIG_MAP.number("binaryData");
  private static final int SECRET_DATA = PodShapes.SECRET.number("data");

  private final ObjectId id;
  private final List<Runnable> waits = new ArrayList<>(1);
  private Set<String> texts = Set.of();
  private Set<String> binaries = Set.of();
  private boolean known;
  private boolean there;
  private boolean seen;

  /** Its watch, to be closed when {@link #users} is zero. */
  Watch watch;

  int users;

  WatchedObject(ObjectId id) {
    this.id = id;
  }

  /** Tells whether the server has said if it is there. */
  boolean isKnown() {
    return known;
  }

  boolean isThere() {
    return there;
  }

  /** Calls {@code action} once, when it is known. */
  void whenKnown(Runnable action) {
    waits.add(action);
  }

  @Override
  public void relisting() {
    seen = false;
  }

  @Override
  public void event(EventType type, byte[] bytes, int offset, int length) {
    there = type != EventType.DELETED;
    seen = true;
    texts = Set.of();
    binaries = Set.of();
    if (there) {
      readKeys(new ProtobufFields(bytes, offset, length));
    }
    nowKnown();
  }

  @Override
  public void synced() {
    there &= seen;
    nowKnown();
  }

  private void nowKnown() {
    known = true;
    List<Runnable> all = List.copyOf(waits);
    waits.clear();
    all.forEach(Runnable::run);
  }

  private void readKeys(ProtobufFields object) {
    Set<String> data = new HashSet<>(2);
    Set<String> binary = new HashSet<>(0);
    try {
      boolean isConfigMap = id.kind() == Kind.CONFIG_MAP;
      while (object.next()) {
        if (object.is(isConfigMap ? CONFIG_MAP_DATA : SECRET_DATA)) {
          data.add(object.message().find(MetaFields.MAP_KEY).text());
        } else if (isConfigMap && object.is(CONFIG_MAP_BINARY_DATA)) {
          binary.add(object.message().find(MetaFields.MAP_KEY).text());
        }
      }
    } catch (MalformedProtobufException e) {
      there = false; // as if it were not there: nothing can be read from it
    }
    texts = Set.copyOf(data);
    binaries = Set.copyOf(binary);
  }

  /** Returns why a volume cannot be made of it; empty if it can. */
  Optional<String> volumeError(ObjectReference reference) {
    Optional<String> absence = absence(reference.optional());
    if (absence.isPresent() || reference.optional()) {
      return absence;
    }
    return reference.keys().stream()
        .filter(key -> !texts.contains(key) && !binaries.contains(key))
        .findFirst()
        .map(key -> missingKeyOfVolume() + key);
  }

  private String missingKeyOfVolume() {
    return id.kind() == Kind.CONFIG_MAP
        ? "configmap references non-existent config key: "
        : "references non-existent secret key: ";
  }

  /** Returns why an environment cannot be made of it; empty if it can. */
  Optional<String> environmentError(ObjectReference reference, String namespace) {
    Optional<String> absence = absence(reference.optional());
    if (absence.isPresent() || reference.optional()) {
      return absence;
    }
    return reference.keys().stream()
        .filter(key -> !texts.contains(key))
        .findFirst()
        .map(
            key ->
                "couldn't find key "
                    + key
                    + " in "
                    + id.kind().title
                    + " "
                    + namespace
                    + "/"
                    + id.name());
  }

  /** Being optional excuses an object that is not there, but not one that nothing is known of. */
  private Optional<String> absence(boolean optional) {
    if (!known) {
      return Optional.of(
          "failed to sync " + id.kind().singular + " cache: timed out waiting for the condition");
    }
    return there || optional
        ? Optional.empty()
        : Optional.of(id.kind().singular + " \"" + id.name() + "\" not found");
  }
}
