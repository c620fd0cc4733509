package io.scaletest.hollownode.pools;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The properties of a pod that its lifetime is chosen by. Immutable.
 *
 * @param uid of the pod; the seed of all its draws
 * @param ownerKind kind of the controlling owner; empty if there is none
 * @param restartPolicy {@code Always}, {@code OnFailure} or {@code Never}
 * @param images of its containers, init containers included
 */
public record PodTraits(
    String uid,
    String namespace,
    String ownerKind,
    String restartPolicy,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<String> images) {
  public PodTraits {
    Objects.requireNonNull(uid, "uid is null");
    Objects.requireNonNull(namespace, "namespace is null");
    Objects.requireNonNull(ownerKind, "ownerKind is null");
    Objects.requireNonNull(restartPolicy, "restartPolicy is null");
    Objects.requireNonNull(labels, "labels is null");
    Objects.requireNonNull(annotations, "annotations is null");
    Objects.requireNonNull(images, "images is null");
  }

  boolean restartsAlways() {
    return restartPolicy.equals("Always");
  }
}
