package io.scaletest.player.trace;

import java.util.Objects;

/**
 * A resource of the API, or a part of it.
 *
 * @param group empty for the core group
 * @param version {@code v1}
 * @param resource plural, {@code pods}; empty where the request is of no resource
 * @param subresource {@code status}; empty where it is of the object itself
 */
public record ResourcePath(String group, String version, String resource, String subresource) {
  /** What is no resource: {@code /healthz}. */
  public static final ResourcePath NONE = new ResourcePath("", "", "", "");

  public ResourcePath {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(subresource, "subresource");
  }

  /** Returns another part of this resource; the object itself where it is empty. */
  public ResourcePath of(String otherSubresource) {
    return new ResourcePath(group, version, resource, otherSubresource);
  }

  /** Returns the name that people see: {@code deployments.apps/scale}. */
  public String label() {
    if (resource.isEmpty()) {
      return "(none)";
    }
    return resource
        + (group.isEmpty() ? "" : "." + group)
        + (subresource.isEmpty() ? "" : "/")
        + subresource;
  }
}
