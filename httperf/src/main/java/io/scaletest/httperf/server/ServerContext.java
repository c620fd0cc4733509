package io.scaletest.httperf.server;

import io.scaletest.common.clock.Ticker;
import io.scaletest.httperf.socket.GuardedTasks;
import io.scaletest.httperf.transfer.Transfer;
import io.scaletest.httperf.transfer.Verbosity;

/** The parts that all connections of a server share. */
record ServerContext(
    Transfer transfer, Ticker ticker, Verbosity verbosity, Pages pages, GuardedTasks tasks) {}
