package io.scaletest.embedded.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import io.scaletest.common.clock.Ticker;
import io.scaletest.embedded.fault.Faults;
import io.scaletest.embedded.resource.ResourceCatalog;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.selector.FieldSelector;
import io.scaletest.embedded.selector.LabelSelector;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.store.Store;
import io.scaletest.wire.json.JsonTree;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one watch throws ends that watch, and keeps no other one of its loop from going on. */
@Timeout(300)
class WatchFaultsTest {
  private final ResourceType type =
      ResourceCatalog.standard().find("", "v1", "configmaps").orElseThrow();
  private final Store store = new Store(1_000);
  private final ObjectCollection objects = store.of(type);
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final WatchLoop watches =
      new WatchLoop(loop, Ticker.system(), new Faults(1, Ticker.system()));

  /** A reader that may throw at whatever it is given. */
  private static final class Reader implements EventSink {
    private final boolean throwing;
    private final CountDownLatch received = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Reader(boolean throwing) {
      this.throwing = throwing;
    }

    @Override
    public ByteBufAllocator allocator() {
      return UnpooledByteBufAllocator.DEFAULT;
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void send(ByteBuf lines) {
      lines.release();
      received.countDown();
      throwIfSo();
    }

    @Override
    public void end() {
      ended.countDown();
      throwIfSo();
    }

    private void throwIfSo() {
      if (throwing) {
        throw new OutOfMemoryError();
      }
    }
  }

  @AfterEach
  void endTheLoop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void theTimesOfTheOthersGoOn() throws Exception {
    long soonNs = Ticker.system().nanos() + 1;
    Reader throwing = started(true, soonNs);
    Reader other = started(false, soonNs + 1);

    assertThat(throwing.ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(other.ended.await(30, TimeUnit.SECONDS)).isTrue();
    loop.submit(() -> {}).get();
    assertThat(watches.count()).isZero();
  }

  @Test
  void theOthersAreToldOfAChangeAndTheOneIsEnded() throws Exception {
    Reader first = started(false, Long.MAX_VALUE);
    Reader throwing = started(true, Long.MAX_VALUE);
    Reader last = started(false, Long.MAX_VALUE);

    objects.create(
        store.draft(
            type,
            "ns/a",
            JsonTree.of(
                "kind", "ConfigMap", "metadata", JsonTree.of("name", "a", "namespace", "ns"))));

    assertThat(throwing.ended.await(30, TimeUnit.SECONDS)).isTrue();
    for (Reader other : List.of(first, last)) {
      assertThat(other.received.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(other.ended.getCount()).isEqualTo(1);
    }
    loop.submit(() -> {}).get();
    assertThat(watches.count()).isEqualTo(2);
  }

  private Reader started(boolean throwing, long endNs) throws Exception {
    Reader reader = new Reader(throwing);
    WatchOrder order =
        new WatchOrder(
            objects,
            type,
            "",
            LabelSelector.parse(""),
            FieldSelector.parse("", type::fieldNumber),
            WatchOrder.Encoding.PLAIN,
            EventFraming.JSON,
            List.of(),
            0,
            0,
            false,
            false,
            endNs);
    loop.submit(() -> watches.start(order, reader)).get();
    return reader;
  }
}
