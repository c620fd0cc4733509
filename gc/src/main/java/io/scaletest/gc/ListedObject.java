package io.scaletest.gc;

import java.util.List;

/**
 * What a list tells of an object that matters here.
 *
 * @param namespace where it is; empty where its kind is in no namespace
 * @param runLabel value of the label that names its run; empty without one
 * @param beingDeleted whether its deletion was asked for
 * @param finalizers what has to be done before it goes
 * @param controlled whether another object controls it, which makes it anew as long as that is
 *     there
 */
record ListedObject(
    String namespace,
    String name,
    String runLabel,
    boolean beingDeleted,
    List<String> finalizers,
    boolean controlled) {

  /** Returns {@code namespace/name}, or the name where there is no namespace. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
