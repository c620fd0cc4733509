package io.scaletest.player.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreparedNamespacesTest {
  @Test
  void thoseThatAreThereArePreparedUnlessTheyAreARuns() {
    InstantApi api =
        new InstantApi(
            request ->
                switch (request.path()) {
                  case "/api/v1/namespaces/rep-a" ->
                      new InstantApi.Answer(200, "{\"metadata\":{\"labels\":{\"team\":\"x\"}}}");
                  case "/api/v1/namespaces/rep-run" ->
                      new InstantApi.Answer(
                          200, "{\"metadata\":{\"labels\":{\"scaletest/runid\":\"rep\"}}}");
                  default -> new InstantApi.Answer(404, "{}");
                });
    PreparedNamespaces prepared = new PreparedNamespaces();
    prepared.find(List.of("a", "run", "none"), new RunNames("rep", 0), api);

    assertThat(List.of("a", "run", "none")).filteredOn(prepared::has).containsExactly("a");
  }
}
