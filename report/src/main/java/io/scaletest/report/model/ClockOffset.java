package io.scaletest.report.model;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far one clock is ahead of another, in milliseconds; negative: behind.
 *
 * @param clock whose clock, such as {@code logger}
 * @param reference ahead of whose, such as {@code driver}
 * @param proven bounds that hold whatever the network does; empty without both of them
 * @param provenAtMostMs the upper bound alone
 * @param estimate the estimate and its uncertainty as an interval around it
 * @param assumption what the estimate rests on, beside the proven bounds; may be empty
 * @param driftMsPerHour how fast the offset grows, if it does by more than chance
 */
public record ClockOffset(
    String clock,
    String reference,
    Optional<Interval> proven,
    OptionalDouble provenAtMostMs,
    Optional<Interval> estimate,
    String assumption,
    OptionalDouble driftMsPerHour) {}
