package io.scaletest.report.model;

/**
 * Failures with the same text, objects' names aside.
 *
 * @param operation the operation that failed
 * @param text at most 300 characters, from a file: may hold anything
 * @param firstEpochMs when the first of them was answered, milliseconds since 1970 UTC
 * @param lastEpochMs when the last was
 */
public record ErrorKind(
    String operation, String text, long count, long firstEpochMs, long lastEpochMs) {}
