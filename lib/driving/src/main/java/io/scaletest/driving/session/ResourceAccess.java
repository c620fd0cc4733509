package io.scaletest.driving.session;

/**
 * The resource that a run writes, as permissions name it.
 *
 * @param group API group; empty for the core group
 * @param plural the resource's name in paths: {@code configmaps}
 * @param namespace where its objects are made
 */
public record ResourceAccess(String group, String plural, String namespace) {}
