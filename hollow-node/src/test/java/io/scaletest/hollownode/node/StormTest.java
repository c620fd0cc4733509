package io.scaletest.hollownode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.figures.HollowFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * In which seconds the watches of a thousand nodes begin again, by the loop's seed of 0; expected
 * is what client-go's delays come to, worked out beside.
 */
class StormTest {
  private static final int NODES = 1_000;

  /** Of each kubelet. */
  private static final int WATCHES = 5;

  private static final double ALL = NODES * WATCHES;
  private static final Duration LOOK = Duration.ofMillis(100);

  private final FakeApi api = new FakeApi();
  private final List<NodeLink> links = new ArrayList<>();

  @BeforeEach
  void openAll() {
    HollowFigures figures = new HollowFigures();
    api.loop.run(
        () -> {
          for (int node = 0; node < NODES; node++) {
            NodeLink link = new NodeLink(api.loop, api.client());
            links.add(link);
            link.start();
            for (int i = 0; i < WATCHES; i++) {
              WatchTarget target = WatchTarget.pods("spec.nodeName=n" + node);
              Watch.open(api.loop, link::stream, target, WatchSink.IGNORING, figures);
            }
          }
        });
  }

  /** Returns which share of all watches is begun again in each of the next seconds. */
  private double[] shares(int seconds) {
    return IntStream.range(0, seconds)
        .mapToDouble(
            second -> {
              int before = api.streams.size();
              api.advance(Duration.ofSeconds(1));
              return (api.streams.size() - before) / ALL;
            })
        .toArray();
  }

  private static double largest(double[] shares) {
    return IntStream.range(0, shares.length).mapToDouble(i -> shares[i]).max().orElseThrow();
  }

  private static double sum(double[] shares, int seconds) {
    return IntStream.range(0, seconds).mapToDouble(i -> shares[i]).sum();
  }

  /** The server refuses every connection for so long, from the loss of all on. */
  private void away(Duration length) {
    int ended = 0;
    for (Duration past = Duration.ZERO; past.compareTo(length) < 0; past = past.plus(LOOK)) {
      while (ended < api.streams.size()) {
        api.streams.get(ended).end("connection refused");
        ended++;
      }
      api.advance(LOOK);
    }
    while (ended < api.streams.size()) { // those of the last tenth of a second
      api.streams.get(ended).end("connection refused");
      ended++;
    }
  }

  @Test
  void watchesThatAllBreakComeBackAsNodesNoticeAndAfterTheFirstDelay() {
    api.loop.run(
        () ->
            links.forEach(
                link -> {
                  link.pause();
                  link.resume();
                }));
    double[] shares = shares(6);
    assertThat(sum(shares, 4)).isCloseTo(1, within(1e-9));
    // A node notices within 2 s, evenly, and its watches wait 0.8 s to 1.6 s.
    double[] expected = {0.0125, 0.3875, 0.4875, 0.1125};
    for (int second = 0; second < expected.length; second++) {
      assertThat(shares[second]).as("second %d", second).isCloseTo(expected[second], within(0.04));
    }
  }

  @Test
  void aServerThatWasAwayForHalfAMinuteHasItsWatchesBackOverMostOfAMinute() {
    away(Duration.ofSeconds(30));
    double[] shares = shares(60);
    assertThat(sum(shares, 60)).isCloseTo(1, within(1e-9));
    assertThat(largest(shares)).isCloseTo(0.083, within(0.015));
    assertThat(sum(shares, 30)).isLessThan(0.99);
  }

  @Test
  void aServerThatWasAwayForAMinuteHasItsWatchesBackOverAMinute() {
    away(Duration.ofMinutes(1));
    double[] shares = shares(60);
    assertThat(sum(shares, 60)).isCloseTo(1, within(1e-9));
    assertThat(largest(shares)).isCloseTo(0.043, within(0.01));
  }

  @Test
  void aServerThatWasAwayForMinutesFindsSomeWatchesInTheirNextRoundOfDelays() {
    away(Duration.ofMinutes(5));
    double[] shares = shares(60);
    assertThat(sum(shares, 60)).isCloseTo(1, within(1e-9));
    assertThat(largest(shares)).isCloseTo(0.084, within(0.015));
  }

  @Test
  void aServerThatFailsAgainSoonFindsTheDelaysAsLongAsTheyWere() {
    away(Duration.ofSeconds(20));
    api.advance(Duration.ofSeconds(40));
    int before = api.streams.size();
    api.streams.forEach(stream -> stream.end("connection reset"));
    api.advance(Duration.ofSeconds(12));
    assertThat(api.streams).as("no delay is below 12.8 s").hasSize(before);
  }

  @Test
  void aServerThatFailsAgainMinutesLaterFindsTheFirstDelay() {
    away(Duration.ofSeconds(20));
    api.advance(Duration.ofMinutes(4));
    int before = api.streams.size();
    api.streams.forEach(stream -> stream.end("connection reset"));
    double[] shares = shares(2);
    assertThat(api.streams.size() - before).isEqualTo(NODES * WATCHES);
    assertThat(sum(shares, 2)).isCloseTo(1, within(1e-9));
  }
}
