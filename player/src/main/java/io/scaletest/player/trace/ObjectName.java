package io.scaletest.player.trace;

import java.util.Objects;

/**
 * Which object a request is of.
 *
 * @param namespace empty for none, or for all of them
 * @param name empty for a collection, or where it is not known; of a request of no resource the
 *     path
 * @param origin from where the name is known
 * @param generateName what the server was asked to begin the name with; empty for nothing
 */
public record ObjectName(String namespace, String name, NameOrigin origin, String generateName) {
  public ObjectName {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(generateName, "generateName");
  }

  /** Returns this object with the name that a later request told. */
  public ObjectName named(String laterName) {
    return new ObjectName(namespace, laterName, NameOrigin.LATER, generateName);
  }
}
