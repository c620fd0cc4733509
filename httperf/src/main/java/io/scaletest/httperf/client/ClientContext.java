package io.scaletest.httperf.client;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.scaletest.common.clock.Ticker;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.httperf.socket.Connections;
import io.scaletest.httperf.socket.GuardedTasks;
import io.scaletest.httperf.transfer.Transfer;
import io.scaletest.httperf.transfer.Verbosity;

/** The parts that all connections of a client share. */
record ClientContext(
    LoadPlan plan,
    EventLoopGroup loops,
    SocketKind sockets,
    SslContext tls,
    Connections connections,
    Transfer transfer,
    Ticker ticker,
    Verbosity verbosity,
    GuardedTasks tasks) {}
