package io.scaletest.common.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://host, https://host:443, host, host, ''",
    "https://host:, https://host:443, host, host, ''",
    "HTTPS://Host:6443, https://Host:6443, Host, Host:6443, ''",
    "https://my_host:6443, https://my_host:6443, my_host, my_host:6443, ''",
    "http://host, http://host:80, host, host, ''",
    "http://host/a/b/, http://host:80, host, host, /a/b",
    "https://host:6443///, https://host:6443, host, host:6443, ''",
    "https://[::1]:6443, https://[::1]:6443, ::1, [::1]:6443, ''",
    "https://[fe80::1%25eth0]:6443/x, https://[fe80::1%25eth0]:6443, fe80::1%eth0, [fe80::1]:6443, /x",
    "https://[fe80::1%eth0], https://[fe80::1%25eth0]:443, fe80::1%eth0, [fe80::1], ''",
    "host, https://host:443, host, host, ''",
    "host:8443, https://host:8443, host, host:8443, ''",
    "localhost:8080/below, https://localhost:8080, localhost, localhost:8080, /below",
    "10.0.0.1:6443, https://10.0.0.1:6443, 10.0.0.1, 10.0.0.1:6443, ''",
    "https://bücher.example, https://xn--bcher-kva.example:443, xn--bcher-kva.example, xn--bcher-kva.example, ''",
    "https://host?x=y, https://host:443, host, host, ''",
    "https://host/x/?y=/z#a, https://host:443, host, host, /x",
    "host#x, https://host:443, host, host, ''",
    "socks5://proxy, socks5://proxy:1080, proxy, proxy, ''",
  })
  void takesWhatKubectlTakes(String text, String base, String host, String authority, String path) {
    ServerUrl url = ServerUrl.parse(text, ServerUrl.HTTPS);

    assertThat(url.base()).isEqualTo(base);
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.authority()).isEqualTo(authority);
    assertThat(url.path()).isEqualTo(path);
    assertThat(ServerUrl.parse(url.base(), "none").base()).as("read again").isEqualTo(base);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":443",
        "https://",
        "https://:443",
        "host:port",
        "host:0",
        "host:70000",
        "host:99999999999",
        "a b",
        "https://a b",
        "https://a\tb",
        "::1",
        "http://::1/",
        "https://[host]",
        "https://[::1",
        "https://[::1%25]",
        "https://ho\\st",
        "https://h%20t",
        "https://u:%zz@host",
        "https://user:p@ss:word/x@host",
      })
  void refusesWhatLeadsNowhere(String text) {
    assertThatThrownBy(() -> ServerUrl.parse(text, ServerUrl.HTTPS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("needs ");
  }

  @Test
  void readsNameAndPasswordAndShowsThemToNobody() {
    ServerUrl url = ServerUrl.parse("https://me:a%3Ab+c%C3%BC@host/x", "none");

    assertThat(url.userInfo()).contains("me:a:b+cü");
    assertThat(url).hasToString("https://host:443/x");
    for (String text :
        new String[] {
          "https://me:secret@ho st",
          "me:secret@host:port",
          "https://me:sec/ret@host?x",
          "https://me:secret@h@st\\",
        }) {
      assertThatThrownBy(() -> ServerUrl.parse(text, "none"))
          .hasMessageNotContaining("secret")
          .hasMessageNotContaining("ret@")
          .hasMessageContaining("***@");
    }
  }
}
