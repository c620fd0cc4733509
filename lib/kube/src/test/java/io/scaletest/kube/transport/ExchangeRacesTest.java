package io.scaletest.kube.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2Exception;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exchanges that end, or connections that close, between two steps of another thread. */
class ExchangeRacesTest {
  private static final int LAST_STREAM_ID = Integer.MAX_VALUE - 1_000_000;

  @RegisterExtension private final RethrowingFaults faults = new RethrowingFaults();
  private final ManualTicker ticker = new ManualTicker();
  private final HttpTransport transport;
  private final ConnectionPool pool;
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final List<ApiReply> replies = new ArrayList<>();

  ExchangeRacesTest() throws Exception {
    ClientConfiguration configuration = Http1TransportTest.configuration("http://127.0.0.1:1");
    transport = HttpTransport.open(configuration, TransportLimits.defaults(), ticker, faults);
    pool =
        new ConnectionPool(
            transport, Route.to(ServerAddress.of(configuration.base()), configuration), 2, 100);
  }

  @AfterEach
  void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    transport.close();
  }

  private ApiConnection connection(long streams) {
    ApiConnection connection = ApiConnection.create(pool, transport.newMeter(), Optional.empty());
    channels.add(new EmbeddedChannel(connection));
    connection.settingsRead(streams);
    return connection;
  }

  private RequestExchange exchange() {
    return new RequestExchange(
        ApiRequest.get("/a"),
        ticker.nanos(),
        replies::add,
        "test",
        ReplyObserver.NONE,
        faults,
        1_000);
  }

  private static int open(ApiConnection connection) {
    return connection.connection().numActiveStreams();
  }

  @Test
  void whatIsGivenBackToAClosedPoolEnds() {
    ApiConnection connection = connection(1);
    pool.close();

    pool.giveBack(connection, exchange());

    assertThat(replies).extracting(ApiReply::failure).containsExactly("the transport is closed");
    assertThat(pool.waitingExchanges()).isZero();
  }

  @Test
  void whatWasCancelledBeforeItBeganOpensNoStream() {
    ApiConnection connection = connection(1);
    RequestExchange exchange = exchange();
    exchange.assign(connection);

    connection.cancel(exchange, "cancelled");
    connection.start(exchange);

    assertThat(replies).extracting(ApiReply::failure).containsExactly("cancelled");
    assertThat(open(connection)).isZero();
  }

  @Test
  void whatIsCancelledAfterItMovedResetsItsOwnStreamOnly() {
    ApiConnection before = connection(1);
    RequestExchange other = exchange();
    pool.submit(other);
    ApiConnection now = connection(1);
    RequestExchange exchange = exchange();
    pool.submit(exchange);
    assertThat(exchange.streamId).isEqualTo(other.streamId);

    before.cancel(exchange, "cancelled"); // it was there when the caller looked
    channels.forEach(EmbeddedChannel::runPendingTasks);

    assertThat(replies).extracting(ApiReply::failure).containsExactly("cancelled");
    assertThat(open(now)).isZero();
    assertThat(open(before)).isEqualTo(1);
    assertThat(other.isEnded()).isFalse();
  }

  @Test
  void theLastStreamOfAConnectionIsSentAndThenItCloses() throws Http2Exception {
    ApiConnection connection = connection(1);
    connection.connection().local().createStream(LAST_STREAM_ID, false).close();
    RequestExchange exchange = exchange();

    pool.submit(exchange);

    assertThat(exchange.streamId).isEqualTo(LAST_STREAM_ID + 2);
    assertThat(open(connection)).isEqualTo(1);
    assertThat(replies).isEmpty();

    connection.cancel(exchange, "cancelled");
    channels.forEach(EmbeddedChannel::runPendingTasks);

    assertThat(channels.get(0).isOpen()).isFalse();
  }
}
