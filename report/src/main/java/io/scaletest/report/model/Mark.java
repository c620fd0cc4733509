package io.scaletest.report.model;

/**
 * Something that was done on purpose at a moment of the run, such as a hollow node's crash.
 *
 * @param epochMs when, milliseconds since 1970 UTC
 * @param who whose: a node's name
 * @param text what: {@code crash begin}
 */
public record Mark(long epochMs, String who, String text) {}
