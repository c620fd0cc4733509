package io.scaletest.hollownode.cli;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.shutdown.StopSignal;

/** What tells a run the time, when it is over, and what takes its faults. */
record RunTime(WallClock wallClock, StopSignal stop, FaultHandler faults) {}
