package io.scaletest.hollownode.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.figures.HollowFigures;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventPosterTest {
  private static final EventSubject POD = EventSubject.pod("ns", "p", "u", "c");

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private final EventPoster poster = new EventPoster(api.loop, figures);

  private final NodeLink link = new NodeLink(api.loop, api.client());

  @BeforeEach
  void start() {
    api.loop.run(link::start);
  }

  private void post(EventReason reason, String message) {
    api.loop.run(() -> poster.post(link, "n1", POD, reason, message));
  }

  @Test
  void anEventThatDidNotReachTheServerIsTriedAgainTwelveTimesInAll() {
    post(EventReason.STARTED, "Container started");
    for (int i = 1; i < 12; i++) {
      assertThat(api.calls).hasSize(i);
      api.last().answer(0, "connection refused");
      api.advance(Duration.ofSeconds(10));
    }
    api.last().answer(0, "connection refused");
    api.advance(Duration.ofMinutes(1));
    assertThat(api.calls).hasSize(12);
    assertThat(figures.eventsDropped.sum()).isEqualTo(1);
    assertThat(figures.failures().total()).isEqualTo(1);
  }

  @Test
  void eventsOfANodeThatIsCutOffGoOutWhenItIsBack() {
    api.loop.run(link::pause);
    post(EventReason.STARTED, "Container started");
    api.advance(Duration.ofSeconds(15));
    assertThat(api.calls).isEmpty();
    api.loop.run(link::resume);
    api.advance(Duration.ofSeconds(10));
    assertThat(api.calls).hasSize(1);
    api.loop.run(link::stop);
    api.last().answer(0, "connection refused");
    api.advance(Duration.ofSeconds(10));
    assertThat(api.calls).hasSize(1);
  }

  @Test
  void anEventSaysWhatTheKubeletsSays() {
    post(EventReason.STARTED, "Container started");
    assertThat(api.last()).hasToString("POST /api/v1/namespaces/ns/events");
    assertThat(api.last().body().replaceAll("p\\.[0-9a-f]{16}", "NAME"))
        .isEqualTo(
            "{\"kind\":\"Event\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"NAME\","
                + "\"namespace\":\"ns\"},\"involvedObject\":{\"kind\":\"Pod\","
                + "\"namespace\":\"ns\",\"name\":\"p\",\"uid\":\"u\",\"apiVersion\":\"v1\","
                + "\"fieldPath\":\"spec.containers{c}\"},\"reason\":\"Started\","
                + "\"message\":\"Container started\",\"source\":{\"component\":\"kubelet\","
                + "\"host\":\"n1\"},\"firstTimestamp\":\"2026-11-21T08:29:00Z\","
                + "\"lastTimestamp\":\"2026-11-21T08:29:00Z\",\"count\":1,\"type\":\"Normal\","
                + "\"reportingComponent\":\"kubelet\","
                + "\"reportingInstance\":\"n1\"}");
  }

  @Test
  void aRepeatedEventRaisesTheCountOfTheFirst() {
    post(EventReason.BACK_OFF, "Back-off");
    api.last().answer(201, "{}");
    post(EventReason.BACK_OFF, "Back-off");
    assertThat(api.last().request.method()).isEqualTo("PATCH");
    assertThat(api.last().body())
        .isEqualTo(
            "{\"count\":2,\"lastTimestamp\":\"2026-11-21T08:29:00Z\",\"message\":\"Back-off\"}");
  }

  @Test
  void aRepeatedEventThatIsGoneFromTheServerIsPostedAtOnceWithItsCount() {
    post(EventReason.BACK_OFF, "Back-off");
    String name = nameIn(api.last().body());
    post(EventReason.BACK_OFF, "Back-off");
    api.last().answer(404, "gone");

    assertThat(api.last().request.method()).isEqualTo("POST");
    assertThat(api.last().body()).contains("\"count\":2").contains(name);
  }

  @Test
  void anEventThatIsThereAlreadyIsNoFailure() {
    post(EventReason.BACK_OFF, "Back-off");
    post(EventReason.BACK_OFF, "Back-off");
    api.last().answer(404, "not yet there");
    api.last().answer(409, "now it is");

    assertThat(figures.failures().total()).isZero();
  }

  private static String nameIn(String body) {
    int start = body.indexOf("\"name\":");
    return body.substring(start, body.indexOf(',', start));
  }

  @Test
  void whatTheServerRefusesIsNotTriedAgain() {
    post(EventReason.STARTED, "Container started");
    api.last().answer(403, "no");

    assertThat(api.calls).hasSize(1);
    assertThat(figures.failures().total()).isEqualTo(1);
  }

  @Test
  void oneObjectGetsABurstAndThenAlmostNothing() {
    for (int i = 0; i < 40; i++) {
      post(EventReason.PULLED, "image " + i);
    }
    assertThat(figures.eventsPosted.sum() + figures.eventsPatched.sum())
        .isEqualTo(EventCorrelator.BURST);
    assertThat(figures.eventsDropped.sum()).isEqualTo(40 - EventCorrelator.BURST);
  }

  @Test
  void similarEventsAreToldAsOneWithTheNewestMessage() {
    for (int i = 1; i <= 11; i++) {
      post(EventReason.PULLED, "image " + i);
    }

    assertThat(api.calls.get(9).body())
        .contains("\"message\":\"(combined from similar events): image 10\"");
    assertThat(api.last().body())
        .isEqualTo(
            "{\"count\":2,\"lastTimestamp\":\"2026-11-21T08:29:00Z\","
                + "\"message\":\"(combined from similar events): image 11\"}");
  }
}
