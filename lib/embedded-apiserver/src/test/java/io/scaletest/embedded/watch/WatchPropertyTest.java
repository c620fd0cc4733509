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
import io.scaletest.embedded.selector.SelectorException;
import io.scaletest.embedded.store.Change;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.store.ObjectCollection.Query;
import io.scaletest.embedded.store.ObjectCollection.Snapshot;
import io.scaletest.embedded.store.Store;
import io.scaletest.embedded.store.StoredObject;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many writers and many watches at once: each watch tells exactly what the store's own history
 * says, from its beginning on, nothing twice and nothing left out, whatever its reader's pace.
 */
@Timeout(300)
class WatchPropertyTest {
  private static final int WRITERS = 4;
  private static final int WATCHES = 40;
  private static final int WRITES_EACH = 3_000;
  private static final int KEYS = 60;
  private static final String DONE = "ns-0/zz-done";

  private final ResourceType type = ResourceCatalog.standard().find("", "v1", "pods").orElseThrow();
  private final Store store = new Store(1_000_000);
  private final ObjectCollection objects = store.of(type);
  private final List<DefaultEventLoop> loops =
      List.of(new DefaultEventLoop(), new DefaultEventLoop());
  private final List<Reader> readers = new ArrayList<>();

  @AfterEach
  void endTheLoops() {
    loops.forEach(loop -> loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachWatchTellsWhatTheHistorySays(long seed) throws Exception {
    List<WatchLoop> watchLoops = new ArrayList<>();
    for (DefaultEventLoop loop : loops) {
      watchLoops.add(new WatchLoop(loop, Ticker.system(), new Faults(seed, Ticker.system())));
    }
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      long writerSeed = seed * 100 + w;
      writers.add(new Thread(() -> write(new SplittableRandom(writerSeed)), "writer-" + w));
    }
    SplittableRandom random = new SplittableRandom(seed);
    CountDownLatch done = new CountDownLatch(WATCHES);
    startReaders(0, WATCHES / 2, watchLoops, random, done);
    writers.forEach(Thread::start);
    startReaders(WATCHES / 2, WATCHES, watchLoops, random, done);
    for (Thread writer : writers) {
      writer.join();
    }
    // Every watch wants this one, so that it knows where the end is.
    assertThat(objects.create(store.draft(type, DONE, pod("ns-0", "zz-done", "any", "any"))))
        .isPresent();

    assertThat(done.await(60, TimeUnit.SECONDS)).as("every watch has come to the end").isTrue();
    List<Change> history = objects.changes(0, Integer.MAX_VALUE).orElseThrow().changes();
    assertThat(history).hasSizeGreaterThan(WRITES_EACH);
    for (Reader reader : readers) {
      assertThat(reader.told()).as(reader.name).isEqualTo(reader.expected(history));
    }
  }

  private void startReaders(
      int from, int to, List<WatchLoop> watchLoops, SplittableRandom random, CountDownLatch done)
      throws SelectorException {
    for (int i = from; i < to; i++) {
      Reader reader = new Reader("watch " + i, random.split(), i, done);
      readers.add(reader);
      reader.start(loops.get(i % 2), watchLoops.get(i % 2));
    }
  }

  private void write(SplittableRandom random) {
    for (int i = 0; i < WRITES_EACH; i++) {
      String namespace = "ns-" + random.nextInt(3);
      String name = "p-" + random.nextInt(KEYS);
      String key = namespace + "/" + name;
      String label = "l" + random.nextInt(3);
      String node = "n" + random.nextInt(3);
      Map<String, Object> pod = pod(namespace, name, label, node);
      Optional<StoredObject> present = objects.get(key);
      if (present.isEmpty()) {
        objects.create(store.draft(type, key, pod));
      } else if (random.nextInt(3) == 0) {
        objects.delete(present.get());
      } else {
        objects.replace(present.get(), store.draft(type, key, pod));
      }
    }
  }

  private static Map<String, Object> pod(String namespace, String name, String label, String node) {
    return JsonTree.of(
        "kind",
        "Pod",
        "metadata",
        JsonTree.of("name", name, "namespace", namespace, "labels", JsonTree.of("l", label)),
        "spec",
        JsonTree.of("nodeName", node));
  }

  /** A client that reads at its own, changing pace. */
  private final class Reader implements EventSink {
    private final String name;
    private final SplittableRandom random;
    private final int number;
    private final CountDownLatch done;
    private final StringBuilder received = new StringBuilder();
    private WatchOrder order;
    private DefaultEventLoop loop;
    private Watch watch;
    private boolean writable = true;
    private boolean reportedEnd;

    Reader(String name, SplittableRandom random, int number, CountDownLatch done) {
      this.name = name;
      this.random = random;
      this.number = number;
      this.done = done;
    }

    void start(DefaultEventLoop newLoop, WatchLoop watches) throws SelectorException {
      loop = newLoop;
      boolean fromNothing = number % 2 == 0;
      LabelSelector labels =
          LabelSelector.parse(number % 5 == 1 ? "l in (l0,any)" : number % 5 == 2 ? "l!=l1" : "");
      FieldSelector fields =
          FieldSelector.parse(number % 5 == 3 ? "spec.nodeName!=n1" : "", type::fieldNumber);
      String namespace = number % 4 == 1 ? "ns-0" : "";
      Query query =
          Query.fromFirst(
              namespace, 0, object -> labels.matches(object.labels()) && fields.matches(object));
      Snapshot snapshot = objects.snapshot(query);
      order =
          new WatchOrder(
              objects,
              type,
              namespace,
              labels,
              fields,
              WatchOrder.Encoding.PLAIN,
              EventFraming.JSON,
              fromNothing ? List.of() : snapshot.objects(),
              fromNothing ? 0 : snapshot.nextSequence(),
              fromNothing ? 0 : snapshot.version(),
              false,
              false,
              Long.MAX_VALUE);
      loop.execute(() -> watch = watches.start(order, this));
    }

    @Override
    public ByteBufAllocator allocator() {
      return UnpooledByteBufAllocator.DEFAULT;
    }

    @Override
    public boolean isWritable() {
      return writable;
    }

    @Override
    public void send(ByteBuf lines) {
      String text = lines.toString(StandardCharsets.UTF_8);
      lines.release();
      synchronized (received) {
        received.append(text);
      }
      if (random.nextInt(4) == 0) {
        writable = false;
        long pauseUs = random.nextInt(300);
        // Should it fail, this watch never comes to its end, which the test waits for.
        var unused = loop.schedule(this::takeMore, pauseUs, TimeUnit.MICROSECONDS);
      }
      if (!reportedEnd && text.contains("zz-done")) {
        reportedEnd = true;
        done.countDown();
      }
    }

    private void takeMore() {
      writable = true;
      watch.writable();
    }

    @Override
    public void end() {
      throw new AssertionError(name + " was ended");
    }

    List<String> told() {
      List<String> told = new ArrayList<>();
      synchronized (received) {
        for (String line : received.toString().split("\n")) {
          Map<String, Object> event = JsonTree.ownObject(line.getBytes(StandardCharsets.UTF_8));
          Map<String, Object> metadata =
              JsonTree.child(JsonTree.child(event, "object"), "metadata");
          told.add(
              event.get("type")
                  + " "
                  + metadata.get("namespace")
                  + "/"
                  + metadata.get("name")
                  + "@"
                  + metadata.get("resourceVersion"));
        }
      }
      return told;
    }

    /** What the history makes of this watch, computed another way: state by state. */
    List<String> expected(List<Change> history) {
      List<String> expected = new ArrayList<>();
      Map<String, Boolean> known = new TreeMap<>();
      for (StoredObject object : order.initial()) {
        expected.add("ADDED " + object.key() + "@" + object.version());
      }
      for (int i = 0; i < history.size(); i++) {
        Change change = history.get(i);
        String key = change.object().key();
        boolean exists = change.type() != Change.Type.DELETED;
        boolean wanted = exists && order.wants(change.object());
        boolean before = known.getOrDefault(key, false);
        if (i >= order.nextSequence() && (wanted || before)) {
          String type = wanted ? before ? "MODIFIED " : "ADDED " : "DELETED ";
          expected.add(type + key + "@" + change.version());
        }
        known.put(key, wanted);
      }
      return expected;
    }
  }
}
