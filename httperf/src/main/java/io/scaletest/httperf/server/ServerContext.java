package io.scaletest.httperf.server;

import io.scaletest.common.clock.Ticker;
import io.scaletest.httperf.measure.Transfer;
import io.scaletest.httperf.measure.Verbosity;
import io.scaletest.httperf.socket.GuardedTasks;

/** What all connections of a server share. */
record ServerContext(
    Transfer transfer, Ticker ticker, Verbosity verbosity, Pages pages, GuardedTasks tasks) {}
