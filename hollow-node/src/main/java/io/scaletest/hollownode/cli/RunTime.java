package io.scaletest.hollownode.cli;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.shutdown.StopSignal;

/** What tells a run the time, and when it is over. */
record RunTime(WallClock wallClock, StopSignal stop) {}
