package io.scaletest.report.model;

import io.scaletest.common.verdict.Verdict;

/**
 * A rule of the verdict that is violated.
 *
 * @param status SUSPECT or INVALID
 * @param about whose doing it is: {@code client}, {@code server}, {@code run}, {@code files}
 * @param by who found it: a tool's name, or {@code report}
 * @param reason one line
 */
public record Finding(Verdict.Status status, String about, String by, String reason) {}
