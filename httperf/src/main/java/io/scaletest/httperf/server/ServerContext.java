package io.scaletest.httperf.server;

import io.scaletest.common.clock.Ticker;
import io.scaletest.httperf.measure.Transfer;
import io.scaletest.httperf.measure.Verbosity;

/** What all connections of a server share. */
record ServerContext(Transfer transfer, Ticker ticker, Verbosity verbosity, Pages pages) {}
