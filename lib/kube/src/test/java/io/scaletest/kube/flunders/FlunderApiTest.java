package io.scaletest.kube.flunders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scaletest.kube.kinds.FakeServer;
import io.scaletest.kube.kinds.NoSuchKindException;
import io.scaletest.kube.kinds.ObjectKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlunderApiTest {
  private static final String TODAY =
      "{\"name\":\"wardle.example.com\",\"versions\":["
          + "{\"version\":\"v1beta1\"},{\"version\":\"v1alpha1\"}],"
          + "\"preferredVersion\":{\"version\":\"v1beta1\"}}";
  private static final String THEN =
      "{\"name\":\"wardle.k8s.io\",\"versions\":[{\"version\":\"v1alpha1\"}]}";
  private static final String LATER =
      "{\"name\":\"wardle.example.com\",\"versions\":["
          + "{\"version\":\"v1\"},{\"version\":\"v1beta1\"}],"
          + "\"preferredVersion\":{\"version\":\"v1beta1\"}}";
  private static final String FLUNDERS =
      "{\"resources\":[{\"name\":\"fischers\",\"kind\":\"Fischer\"},"
          + "{\"name\":\"flunders\",\"kind\":\"Flunder\"}]}";

  private final FakeServer server = new FakeServer();

  @Test
  void takesTheOriginalsVersionThoughTheServerPrefersAnother() throws Exception {
    server.has(THEN, TODAY);
    server.answers("/apis/wardle.example.com/v1alpha1", 200, FLUNDERS);
    assertThat(find("", "")).isEqualTo(FlunderApi.kind("wardle.example.com", "v1alpha1"));
  }

  @Test
  void takesTheGroupOfTheOriginalsDayWhereThereIsNoOther() throws Exception {
    server.has("{\"name\":\"apps\"}", THEN);
    server.answers("/apis/wardle.k8s.io/v1alpha1", 200, FLUNDERS);
    assertThat(find("", "").apiVersion()).isEqualTo("wardle.k8s.io/v1alpha1");
  }

  @Test
  void takesThePreferredVersionWhereTheOriginalsIsGone() throws Exception {
    server.has(LATER);
    server.answers("/apis/wardle.example.com/v1beta1", 200, FLUNDERS);
    assertThat(find("", "").apiVersion()).isEqualTo("wardle.example.com/v1beta1");
  }

  @Test
  void takesWhatItIsGiven() throws Exception {
    server.has(TODAY, THEN);
    server.answers("/apis/wardle.k8s.io/v1alpha1", 200, FLUNDERS);
    server.answers("/apis/wardle.example.com/v1beta1", 200, FLUNDERS);
    assertThat(find("wardle.k8s.io", "").apiVersion()).isEqualTo("wardle.k8s.io/v1alpha1");
    assertThat(find("", "v1beta1").apiVersion()).isEqualTo("wardle.example.com/v1beta1");
  }

  @Test
  void countsAGroupWhoseServerIsDownForTheMoment() throws Exception {
    server.has(TODAY);
    server.answers("/apis/wardle.example.com/v1alpha1", 503, "{}");
    assertThat(find("", "").apiVersion()).isEqualTo("wardle.example.com/v1alpha1");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aServerThatCannotTellNowIsNoReasonNotToBegin(int status) throws Exception {
    server.answers("/apis", status, "{}");
    assertThat(new FlunderOptions().findOrAssume(server, true).apiVersion())
        .isEqualTo("wardle.example.com/v1alpha1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 401, 403})
  void whatMakesEveryRequestFailIs(int status) {
    server.answers("/apis", status, "{}");
    assertThatThrownBy(() -> new FlunderOptions().findOrAssume(server, true))
        .isInstanceOf(NoSuchKindException.class);
  }

  @Test
  void withoutAFirstContactAServerThatIsDownIsNoReasonEither() throws Exception {
    server.answers("/apis", 0, "");
    assertThat(new FlunderOptions().findOrAssume(server, false).apiVersion())
        .isEqualTo("wardle.example.com/v1alpha1");
  }

  @Test
  void saysInOneLineThatThereIsNone() {
    server.has("{\"name\":\"apps\"}");
    assertThatThrownBy(() -> find("", ""))
        .isInstanceOf(NoSuchKindException.class)
        .hasMessage(
            "the server has no Flunder API: none of its API groups is wardle.example.com or"
                + " wardle.k8s.io");
    assertThat(failure("", "").mayPass()).isFalse();
  }

  @Test
  void namesAGroupOrVersionThatTheServerDoesNotHave() {
    server.has(TODAY);
    server.answers("/apis/wardle.example.com/v1alpha1", 200, "{\"resources\":[]}");
    assertThat(failure("wardle.org", ""))
        .hasMessage("group: must be an API group of the server, got wardle.org");
    assertThat(failure("", "v9"))
        .hasMessage(
            "api-version: must be one that wardle.example.com has, v1beta1 or v1alpha1, got v9");
    assertThat(failure("", ""))
        .hasMessage("the server has no Flunders in wardle.example.com/v1alpha1");
  }

  @Test
  void tellsWhatMayPassFromWhatWillNot() {
    server.answers("/apis", 0, "");
    assertThat(failure("", "").mayPass()).isTrue();
    server.answers("/apis", 503, "");
    assertThat(failure("", "").mayPass()).isTrue();
    server.answers("/apis", 401, "");
    assertThat(failure("", ""))
        .hasMessage("the server does not tell its API groups: status 401")
        .matches(e -> !e.mayPass());
    server.answers("/apis", 200, "<html>");
    assertThat(failure("", ""))
        .hasMessage("the server does not tell its API groups: the answer is no list of them");
  }

  private ObjectKind find(String group, String version) throws NoSuchKindException {
    return FlunderApi.find(server, given(group), given(version));
  }

  private NoSuchKindException failure(String group, String version) {
    return catchThrowableOfType(NoSuchKindException.class, () -> find(group, version));
  }

  private static Optional<String> given(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }
}
