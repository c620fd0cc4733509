package io.scaletest.embedded.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong nowNs = new AtomicLong();
  private final Faults faults = new Faults(7, nowNs::get);

  private Faults.RequestFault create() {
    return faults.onRequest("create", "configmaps", "n", "a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "explode | fault: must begin with",
        "error rate=2 | rate: must be > 0 and <= 1, got 2.0",
        "error rate=x | rate: must be a number, got x",
        "error rate=NaN | rate: must be > 0 and <= 1, got NaN",
        "error rate=0 | rate: must be > 0 and <= 1, got 0.0",
        "error rate=50% | rate: must be a number, got 50%",
        "error status=200 | status: must be a whole number 400 to 599, got 200",
        "error status=429.5 | status: must be a whole number 400 to 599, got 429.5",
        "error status= | status: must be a whole number 400 to 599, got ",
        "error count=0 | count: must be a whole number >= 1, got 0",
        "error count=1.5 | count: must be a whole number >= 1, got 1.5",
        "error count=1e99 | count: must be a whole number >= 1, got 1e99",
        "error retry-after=-5 | retry-after: must be a whole number 0 to 86400, got -5",
        "error verb=foo | verb: must be one of *, get, list, watch, create, update, patch, delete,"
            + " deletecollection, got foo",
        "error verb=GET | verb: must be one of *, get",
        "drop verb=create | verb: must be one of *, watch, got create",
        "error resource=configmap | resource: must be a plural, configmaps, got configmap",
        "error resource=Pod | resource: must be a plural, pods, got Pod",
        "error resource=cm | resource: must be a plural, configmaps, got cm",
        "error resource=deployments.apps | resource: must be a plural, deployments, got"
            + " deployments.apps",
        "error resource=pods/status | resource: must be a plural such as configmaps, got"
            + " pods/status",
        "error resource= | resource: must be a plural such as configmaps, got ",
        "error namespace=a/b | namespace: must be a name or *, got a/b",
        "error name= | name: must be a name or *, got ",
        "error verb=get verb=list | verb: must be given once, got error verb=get verb=list",
        "latency | value: must be constant:D",
        "latency value=constant:10 | value: must be a duration like 10ms or 1.5s, got 10",
        "latency value=constant:PT-5S | value: must be a duration like 10ms or 1.5s, got PT-5S",
        "latency value=constant:-5s | value: must be a duration like 10ms or 1.5s, got -5s",
        "delay value=uniform:9ms-3ms | value: must name two durations in order",
        "stall | for: must be a duration like 10ms or 1.5s, got nothing",
        "stall for=0s | for: must be > 0, got 0s",
        "stall for=999999999m | for: must be 1440m at most, got 999999999m",
        "queue value=constant:0.5ms servers=0 | servers: must be a whole number 1 to 1000, got 0",
        "queue servers=2 | value: must be constant:D",
        "latency value=constant:1ms servers=2 | latency: takes",
        "drop status=500 | drop: takes"
      })
  void aWrongOrderIsNamedWithItsRule(String order, String message) {
    assertThatThrownBy(() -> faults.add(order))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
    assertThat(faults.reports()).isEmpty();
  }

  @Test
  void whatIsNotServedYetMayBeNamed() {
    faults.add("error verb=* resource=things namespace=* name=*");
    assertThat(faults.onRequest("create", "things", "n", "a").errorStatus()).isEqualTo(500);
  }

  @Test
  void aFaultIsAboutThoseThatItNames() {
    faults.add("error verb=create resource=configmaps namespace=n name=a status=429 retry-after=3");
    assertThat(create()).isEqualTo(new Faults.RequestFault(0, false, 429, 3));
    assertThat(faults.onRequest("create", "configmaps", "n", "b"))
        .isEqualTo(Faults.RequestFault.NONE);
    assertThat(faults.onRequest("delete", "configmaps", "n", "a"))
        .isEqualTo(Faults.RequestFault.NONE);
    assertThat(faults.onRequest("create", "pods", "n", "a")).isEqualTo(Faults.RequestFault.NONE);
  }

  @Test
  void itHappensAsOftenAsItsRateSaysAndIsCounted() {
    faults.add("reset rate=0.25");
    int resets = 0;
    for (int i = 0; i < 10_000; i++) {
      resets += create().reset() ? 1 : 0;
    }
    assertThat(resets).isCloseTo(2_500, within(200));
    assertThat(faults.reports().get(0).happened()).isEqualTo(resets);
  }

  @Test
  void itHappensNoMoreOftenThanItsCount() {
    faults.add("error count=2");
    assertThat(create().errorStatus()).isEqualTo(500);
    assertThat(create().errorStatus()).isEqualTo(500);
    assertThat(create()).isEqualTo(Faults.RequestFault.NONE);
  }

  @Test
  void aStallHoldsAllThatComeUntilItsEnd() {
    faults.add("stall for=1s");
    assertThat(create().delayNs()).isEqualTo(SECOND_NS);
    nowNs.set(SECOND_NS / 4);
    assertThat(create().delayNs()).isEqualTo(SECOND_NS * 3 / 4);
    assertThat(faults.onEvent("configmaps", "n", "a").delayNs()).isEqualTo(SECOND_NS * 3 / 4);
    nowNs.set(SECOND_NS);
    assertThat(create()).isEqualTo(Faults.RequestFault.NONE);
  }

  @Test
  void aCountedStallHoldsEachForItsTime() {
    faults.add("stall count=1 for=1s");
    nowNs.set(SECOND_NS * 5);
    assertThat(create().delayNs()).isEqualTo(SECOND_NS);
    assertThat(create()).isEqualTo(Faults.RequestFault.NONE);
  }

  @Test
  void aQueueServesOneAfterTheOther() {
    faults.add("queue value=constant:10ms verb=create");
    long ms = TimeUnit.MILLISECONDS.toNanos(1);
    assertThat(create().delayNs()).isEqualTo(10 * ms);
    assertThat(create().delayNs()).isEqualTo(20 * ms);
    assertThat(faults.onRequest("get", "configmaps", "n", "a").delayNs()).isZero();
    nowNs.set(15 * ms);
    assertThat(create().delayNs()).as("behind the second").isEqualTo(15 * ms);
    nowNs.set(100 * ms);
    assertThat(create().delayNs()).as("it was idle").isEqualTo(10 * ms);
  }

  @Test
  void aQueueHasAsManyServersAsItSays() {
    faults.add("queue value=constant:1s servers=2");
    assertThat(create().delayNs()).isEqualTo(SECOND_NS);
    nowNs.set(SECOND_NS / 2);
    assertThat(create().delayNs()).isEqualTo(SECOND_NS);
    assertThat(create().delayNs()).as("as soon as the first is free").isEqualTo(SECOND_NS * 3 / 2);
  }

  /** Of one server and exponential times both ways, the mean response time is 1 / (mu - lambda). */
  @Test
  void aQueueIsTheOneThatTheoryKnows() {
    faults.add("queue value=exponential:1ms");
    SplittableRandom random = new SplittableRandom(5);
    double atNs = 0;
    double sumMs = 0;
    int count = 400_000;
    for (int i = 0; i < count; i++) {
      atNs -= Math.log1p(-random.nextDouble()) * SECOND_NS / 800;
      nowNs.set((long) atNs);
      sumMs += create().delayNs() / 1e6;
    }
    assertThat(sumMs / count).isCloseTo(5, within(0.25));
  }

  @Test
  void eventsAreDroppedDuplicatedAndDelayed() {
    Faults.Report drop = faults.add("drop resource=pods");
    assertThat(faults.onEvent("pods", "n", "a").copies()).isZero();
    assertThat(faults.onEvent("nodes", "", "a")).isEqualTo(Faults.EventFault.NONE);
    assertThat(faults.remove(drop.id())).isTrue();
    faults.add("duplicate");
    faults.add("delay value=constant:10ms");
    assertThat(faults.onEvent("pods", "n", "a"))
        .isEqualTo(new Faults.EventFault(2, TimeUnit.MILLISECONDS.toNanos(10)));
    faults.clear();
    assertThat(faults.onEvent("pods", "n", "a")).isEqualTo(Faults.EventFault.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "constant:10ms, 10",
    "'uniform:5ms-15ms', 10",
    "exponential:10ms, 6.93",
    "'lognormal:10ms,50ms', 10"
  })
  void aDistributionHasItsMedian(String text, double medianMs) {
    LatencyDistribution distribution = LatencyDistribution.parse(text);
    SplittableRandom random = new SplittableRandom(3);
    long[] samples = new long[20_001];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = distribution.sampleNs(random);
    }
    Arrays.sort(samples);
    assertThat(samples[10_000] / 1e6).isCloseTo(medianMs, within(medianMs * 0.03));
  }
}
