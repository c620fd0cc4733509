package io.scaletest.testkit.process;

import java.time.Duration;

/**
 * What a process that has ended had used.
 *
 * @param cpu user and system time of the process and of the children it waited for, as the kernel
 *     counts it; in steps of 10 ms
 * @param mostResidentBytes the most memory it had at any time up to the last look, which is at most
 *     {@value ToolProcess#WATCH_INTERVAL_MS} ms before its end; 0 where the system does not tell
 *     (other than Linux) or the process ended before the first look
 */
public record ResourceUse(Duration cpu, long mostResidentBytes) {}
