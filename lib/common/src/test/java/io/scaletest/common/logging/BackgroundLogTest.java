package io.scaletest.common.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.scaletest.common.fault.CollectedFaults;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class BackgroundLogTest {
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private final CountDownLatch go = new CountDownLatch(1);
  private final List<String> written = new CopyOnWriteArrayList<>();
  private final CollectedFaults faults = new CollectedFaults();

  private void appending() {
    appending(line -> {});
  }

  private void appending(Consumer<String> before) {
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            before.accept(event.getFormattedMessage());
            try {
              go.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            written.add(event.getFormattedMessage());
          }
        };
    appender.setContext(context);
    appender.start();
    logger.addAppender(appender);
  }

  @Test
  void writesEveryLineInOrderByTheTimeItIsClosed() {
    appending();
    logger.setLevel(Level.TRACE);
    go.countDown();
    try (BackgroundLog log = new BackgroundLog(logger, faults)) {
      IntStream.range(0, 1_000).forEach(i -> log.trace("line {}", i));
    }
    assertThat(written)
        .containsExactlyElementsOf(IntStream.range(0, 1_000).mapToObj(i -> "line " + i).toList());
  }

  @Test
  void neverWaitsAndTellsWhatItLeftOut() {
    appending();
    logger.setLevel(Level.TRACE);
    try (BackgroundLog log = new BackgroundLog(logger, faults, 3)) {
      IntStream.range(0, 10).forEach(i -> log.trace("line {}", i));
      go.countDown();
    }
    assertThat(written).hasSizeBetween(4, 5).last().asString().contains("were left out");
  }

  @Test
  void doesNothingWhereTheVerbosityIsLower() {
    appending();
    logger.setLevel(Level.DEBUG);
    go.countDown();
    try (BackgroundLog log = new BackgroundLog(logger, faults)) {
      log.trace("line");
      assertThat(log.enabled()).isFalse();
    }
    assertThat(written).isEmpty();
  }

  @Test
  void aLineThatThrowsIsAFaultAndTheOthersAreWritten() {
    Error fault = new OutOfMemoryError();
    appending(
        line -> {
          if (line.equals("line 1")) {
            throw fault;
          }
        });
    logger.setLevel(Level.TRACE);
    go.countDown();
    try (BackgroundLog log = new BackgroundLog(logger, faults)) {
      IntStream.range(0, 3).forEach(i -> log.trace("line {}", i));
    }
    assertThat(written).containsExactly("line 0", "line 2");
    assertThat(faults.thrown).containsExactly(fault);
  }
}
