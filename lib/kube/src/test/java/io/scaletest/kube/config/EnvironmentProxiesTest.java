package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.url.ServerUrl;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** <i>Source:</i> golang.org/x/net/http/httpproxy. */
class EnvironmentProxiesTest {
  private final Map<String, String> environment = new HashMap<>();

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY, https://a, http://p:80",
    "https_proxy, https://a, http://p:80",
    "HTTPS_PROXY, http://a, ''",
    "HTTP_PROXY, http://a, http://p:80",
    "http_proxy, http://a, http://p:80",
    "http_proxy, https://a, ''",
    "ALL_PROXY, https://a, ''",
  })
  void takesTheVariableOfTheScheme(String variable, String server, String proxy) {
    environment.put(variable, "p");

    assertThat(proxyFor(server)).isEqualTo(proxy);
  }

  @Test
  void prefersUpperCase() {
    environment.put("HTTPS_PROXY", "socks5://upper:1");
    environment.put("https_proxy", "lower");

    assertThat(proxyFor("https://a")).isEqualTo("socks5://upper:1");
  }

  @ParameterizedTest
  @CsvSource({
    "https://localhost:6443, ''",
    "https://LOCALHOST, ''",
    "https://127.0.0.1:6443, ''",
    "https://127.9.9.9, ''",
    "https://[::1]:6443, ''",
    "https://localhost.example.com, http://p:80",
    "https://10.0.0.1, http://p:80",
  })
  void neverStandsBeforeThisMachine(String server, String proxy) {
    environment.put("HTTPS_PROXY", "p");

    assertThat(proxyFor(server)).isEqualTo(proxy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "*; https://a; no",
        "a,*; https://b; no",
        "example.com; https://example.com; no",
        "example.com; https://API.Example.com; no",
        "example.com; https://badexample.com; yes",
        ".example.com; https://example.com; yes",
        ".example.com; https://api.example.com; no",
        "*.example.com; https://example.com; yes",
        "*.example.com; https://api.example.com; no",
        "example.com:6443; https://api.example.com:6443; no",
        "example.com:6443; https://api.example.com; yes",
        "example.com:443; https://api.example.com; no",
        " x , example.com ,; https://example.com; no",
        "10.0.0.0/8; https://10.1.2.3; no",
        "10.0.0.0/8; https://11.1.2.3; yes",
        "10.0.0.0/33; https://10.1.2.3; yes",
        "10.0.0.0/8; https://api.example.com; yes",
        "10.0.0.1; https://10.0.0.1:6443; no",
        "10.0.0.1:6443; https://10.0.0.1:6443; no",
        "10.0.0.1:6443; https://10.0.0.1; yes",
        "fd00::/8; https://[fd12::1]:6443; no",
        "fd00::1; https://[fd00::1]; no",
        "[fd00::1]:443; https://[fd00::1]; no",
        "[fd00::1]:443; https://[fd00::1]:6443; yes",
        "0.1; https://10.0.0.1; yes",
        ":443; https://a; yes",
      })
  void isPassedByForWhatNeedsNone(String noProxy, String server, String through) {
    environment.put("HTTPS_PROXY", "p");
    environment.put("no_proxy", noProxy);

    assertThat(proxyFor(server)).isEqualTo(through.equals("yes") ? "http://p:80" : "");
  }

  @Test
  void isNoneWhereNothingNamesOneOrWhatIsNamedIsNoUrl() {
    assertThat(EnvironmentProxies.of(environment)).isSameAs(ProxyRule.NONE);
    environment.put("HTTPS_PROXY", "http://a b");
    assertThat(EnvironmentProxies.of(environment)).isSameAs(ProxyRule.NONE);
  }

  private String proxyFor(String server) {
    return EnvironmentProxies.of(environment)
        .proxyFor(ServerUrl.parse(server, "none"))
        .map(ServerUrl::toString)
        .orElse("");
  }
}
