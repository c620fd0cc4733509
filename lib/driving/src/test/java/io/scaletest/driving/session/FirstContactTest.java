package io.scaletest.driving.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.DriverExit;
import io.scaletest.driving.FakeLifecycle;
import io.scaletest.driving.FakeTransport;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.testkit.clock.ManualTicker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a run before it begins, and what does not. */
class FirstContactTest {
  private static final DrivenObjects CONFIG_MAPS =
      new DrivenObjects(
          new FakeLifecycle(),
          ObjectKind.CONFIG_MAP,
          Optional.of("scaletest"),
          Map.of(),
          Optional.empty());

  private final FakeTransport transport = new FakeTransport(new ManualTicker());
  private final FirstContact contact = new FirstContact(transport, "https://server");

  @ParameterizedTest
  @ValueSource(ints = {201, 400, 409, 413, 422, 429, 500, 503, 504, 0})
  void whatOtherRequestsMayNotMeetIsData(int status) {
    transport.answeringAtOnce(status);
    contact.check(CONFIG_MAPS, 0);
    contact.checkServers(new FakeLifecycle(), List.of("https://a", "https://b"), 0);
    assertThat(transport.sent()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void whatMakesEveryRequestFailEndsTheRun(int status) {
    transport.answeringAtOnce(status);
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> contact.check(CONFIG_MAPS, 0))
        .satisfies(e -> assertThat(e.status()).isEqualTo(DriverExit.NO_CLIENT));
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(
            () -> contact.checkServers(new FakeLifecycle(), List.of("https://a", "https://b"), 0))
        .satisfies(e -> assertThat(e.status()).isEqualTo(DriverExit.NO_ENDPOINT_CLIENTS))
        .withMessageContaining("endpoint https://a: ")
        .withMessageContaining("endpoint https://b: ");
  }
}
