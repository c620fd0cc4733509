package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a request that the connection cannot write. */
class FailedWriteTest {
  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final HttpTransport transport;
  private final ConnectionPool pool;
  private final List<ApiReply> replies = new ArrayList<>();

  FailedWriteTest() throws Exception {
    ClientConfiguration configuration = Http1TransportTest.configuration("http://127.0.0.1:1");
    transport = HttpTransport.open(configuration, TransportLimits.defaults(), ticker, faults);
    pool =
        new ConnectionPool(
            transport, Route.to(ServerAddress.of(configuration.base()), configuration), 1, 100);
  }

  @AfterEach
  void close() {
    transport.close();
  }

  @Test
  void endsARequestOfHttp1ThatTheSocketRefuses() {
    var channel = new EmbeddedChannel(new Refusal(new IOException("Broken pipe")));
    channel
        .pipeline()
        .addLast(Http1Connection.codec(), new Http1Connection(pool, Optional.empty()));

    send();
    channel.runPendingTasks();

    assertThat(replies).hasSize(1);
    assertThat(replies.get(0).failure()).isEqualTo("connection lost: Broken pipe");
    assertThat(channel.isOpen()).isFalse();
    assertThat(pool.inFlight()).isZero();
  }

  @Test
  void endsARequestOfHttp1ThatAFaultKeepsFromTheWire() {
    var fault = new IllegalStateException("cannot be encoded");
    var channel = new EmbeddedChannel(new Refusal(fault));
    channel
        .pipeline()
        .addLast(Http1Connection.codec(), new Http1Connection(pool, Optional.empty()));

    send();
    channel.runPendingTasks();

    assertThat(replies).hasSize(1);
    assertThat(replies.get(0).failure()).isEqualTo("connection lost: cannot be encoded");
    assertThat(pool.inFlight()).isZero();
    assertThat(faults.take()).containsExactly(fault);
  }

  @Test
  void endsARequestOfHttp2ThatTheSocketRefuses() {
    var refusal = new Refusal(new IOException("Broken pipe"));
    refusal.refusing = false;
    ApiConnection connection = ApiConnection.create(pool, transport.newMeter(), Optional.empty());
    var channel = new EmbeddedChannel(refusal, connection);
    connection.settingsRead(100L);
    refusal.refusing = true;

    send();
    channel.runPendingTasks();

    assertThat(replies).hasSize(1);
    assertThat(replies.get(0).failure()).isEqualTo("connection lost: Broken pipe");
    assertThat(channel.isOpen()).isFalse();
    assertThat(pool.inFlight()).isZero();
    channel.releaseOutbound();
  }

  private void send() {
    pool.submit(
        new RequestExchange(
            ApiRequest.json("POST", "/a", new byte[1]),
            ticker.nanos(),
            pool,
            replies::add,
            ReplyObserver.NONE,
            faults,
            1_000));
  }

  /** Fails what is written. */
  private static final class Refusal extends ChannelOutboundHandlerAdapter {
    private final Throwable cause;
    private boolean refusing = true;

    Refusal(Throwable cause) {
      this.cause = cause;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (refusing) {
        ReferenceCountUtil.release(message);
        promise.setFailure(cause);
      } else {
        var unused = ctx.write(message, promise);
      }
    }
  }
}
