package io.scaletest.report.model;

/**
 * A figure that the API server gave of itself between two scrapes of its metrics, or what the
 * client measured on top.
 *
 * @param name {@code request POST configmaps p99}, {@code etcd create configmaps mean}, {@code
 *     create.service mean, client over server}
 * @param unit {@code ms}, or {@code 1} for a count
 */
public record ServerFigure(String name, double value, String unit) {}
