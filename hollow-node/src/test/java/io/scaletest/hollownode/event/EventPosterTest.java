package io.scaletest.hollownode.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.figures.HollowFigures;
import org.junit.jupiter.api.Test;

class EventPosterTest {
  private static final EventSubject POD = EventSubject.pod("ns", "p", "u", "c");

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private final EventPoster poster = new EventPoster(api.loop, figures);

  private void post(EventReason reason, String message) {
    api.loop.run(() -> poster.post(api.client(), "n1", POD, reason, message));
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
        .isEqualTo("{\"count\":2,\"lastTimestamp\":\"2026-11-21T08:29:00Z\"}");
  }

  @Test
  void anEventThatIsGoneFromTheServerIsPostedAnew() {
    post(EventReason.BACK_OFF, "Back-off");
    post(EventReason.BACK_OFF, "Back-off");
    api.last().answer(404, "gone");
    post(EventReason.BACK_OFF, "Back-off");
    assertThat(api.last().request.method()).isEqualTo("POST");
  }

  @Test
  void oneObjectGetsABurstAndThenAlmostNothing() {
    for (int i = 0; i < 40; i++) {
      post(EventReason.PULLED, "image " + i);
    }
    assertThat(figures.eventsPosted.sum()).isEqualTo(EventPoster.BURST);
    assertThat(figures.eventsDropped.sum()).isEqualTo(40 - EventPoster.BURST);
  }
}
