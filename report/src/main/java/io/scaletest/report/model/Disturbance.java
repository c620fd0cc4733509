package io.scaletest.report.model;

/**
 * A time in which the control plane did not do what it did before and after.
 *
 * @param fromEpochMs beginning, milliseconds since 1970 UTC
 * @param toEpochMs end
 * @param text what happened, one line
 */
public record Disturbance(long fromEpochMs, long toEpochMs, String text) {}
