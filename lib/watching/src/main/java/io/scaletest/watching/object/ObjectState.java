package io.scaletest.watching.object;

import io.scaletest.wire.time.AnnotationTimestamps;
import java.util.Objects;

/**
 * One state of one object, as a watcher keeps it: who it is, its version, its times, and a digest
 * in place of its content. Some hundred bytes, however large the object.
 *
 * @param namespace namespace; empty for a cluster-scoped object
 * @param name name
 * @param uid UID; an object made anew under an old name has another
 * @param resourceVersion the version, opaque but for {@link #version()}
 * @param creationEpochSecond the server's creation time, whole seconds since the epoch; {@link
 *     #NO_TIME} where there is none
 * @param createEpochMs the client's time in annotation {@code scaletest/createTimestamp},
 *     milliseconds since the epoch; {@link #NO_TIME} where there is none or it cannot be read
 * @param updateEpochMs likewise for {@code scaletest/updateTimestamp}
 * @param contentDigest 64-bit digest of content, labels and annotations, whatever their order
 */
public record ObjectState(
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    long creationEpochSecond,
    long createEpochMs,
    long updateEpochMs,
    long contentDigest) {

  /** Stands for a time that is not there. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** What {@link #version()} returns for a resource version that is not a number. */
  public static final long NO_VERSION = -1;

  public ObjectState {
    Objects.requireNonNull(namespace, "namespace is null");
    Objects.requireNonNull(uid, "uid is null");
    Objects.requireNonNull(resourceVersion, "resourceVersion is null");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name: must not be empty");
    }
  }

  /** Returns {@code namespace/name}, or the name alone where there is no namespace. */
  public String key() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  /**
   * Returns a client's stamp, as an annotation has it, in milliseconds since the epoch; {@link
   * #NO_TIME} where the text is none.
   */
  public static long stamp(String text) {
    return AnnotationTimestamps.parse(text).orElse(NO_TIME);
  }

  /** Returns the resource version as a number, {@link #version(String)}. */
  public long version() {
    return version(resourceVersion);
  }

  /**
   * Returns a resource version as a number, which Kubernetes has promised to be comparable within
   * one resource since 1.35 and which it always was with etcd; {@link #NO_VERSION} where it is not
   * a number of at most 18 digits.
   */
  public static long version(String resourceVersion) {
    int length = resourceVersion.length();
    if (length == 0 || length > 18) {
      return NO_VERSION;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      int digit = resourceVersion.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NO_VERSION;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /**
   * Tells whether two states are the same in everything that the contract compares: name,
   * namespace, UID, resource version, content, labels and annotations.
   */
  public boolean sameAs(ObjectState other) {
    return contentDigest == other.contentDigest
        && resourceVersion.equals(other.resourceVersion)
        && uid.equals(other.uid)
        && name.equals(other.name)
        && namespace.equals(other.namespace);
  }
}
