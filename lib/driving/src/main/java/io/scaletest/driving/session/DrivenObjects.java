package io.scaletest.driving.session;

import io.scaletest.driving.lifecycle.ObjectLifecycle;

/**
 * The objects of a run.
 *
 * @param lifecycle their requests
 * @param resource what they are to the server's permissions
 */
public record DrivenObjects(ObjectLifecycle lifecycle, ResourceAccess resource) {}
