package io.scaletest.report.model;

/**
 * A figure that a server gave of itself, between the snapshots at the run's start and end.
 *
 * @param name metric with its labels
 * @param value difference of the two snapshots, or a quantile of the difference of two histograms
 * @param unit {@code s}, {@code 1}, …
 */
public record ServerFigure(String name, double value, String unit) {}
