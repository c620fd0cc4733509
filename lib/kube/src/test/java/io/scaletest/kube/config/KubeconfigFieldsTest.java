package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.url.ServerUrl;
import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each field of client-go 1.36's kubeconfig: what is followed, what is refused, and in which words.
 */
class KubeconfigFieldsTest {
  private static final String AGENT = "scaletest";
  private static final String SECRET = "kept-secret-4711";

  @TempDir private Path folder;
  private final WallClock wallClock = WallClock.anchoredTo(Ticker.system());
  private final TestAuthority authority = TestAuthority.create(wallClock.now());
  private final CertificateAndKey client = authority.client("admin", "system:masters");

  private String head = "";
  private String contextLine = "cluster: c, user: u";
  private final List<String> cluster = new ArrayList<>(List.of("server: https://127.0.0.1:6443"));
  private final List<String> user = new ArrayList<>();

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(folder.resolve("ca.crt"), authority.own().certificatePem());
    Files.writeString(folder.resolve("client.crt"), client.certificatePem());
    Files.writeString(folder.resolve("client.key"), client.privateKeyPem());
    Files.writeString(folder.resolve("token"), "from-file\n");
  }

  /** The part of the file, what it has there, and how it is refused. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "head | kind: Pod | kind: must be Config, got \"Pod\"",
        "head | apiVersion: v2 | apiVersion: must be v1, got \"v2\"",
        "head | clusters: 3 | clusters: must be a list",
        "context | user: u | contexts[0].context.cluster: is missing",
        "context | cluster: d, user: u | has no cluster named \"d\"",
        "context | cluster: c, user: v | has no user named \"v\"",
        "cluster | server: '' | clusters[0].cluster.server: is missing",
        "cluster | server: 'https://me:kept-secret-4711@h:x' | ***@h:x",
        "cluster | insecure-skip-tls-verify: maybe | must be true or false",
        "cluster | disable-compression: maybe | disable-compression: must be true or false",
        "cluster | certificate-authority: none.crt | none.crt: no such file",
        "cluster | certificate-authority-data: '!!!!' | certificate-authority-data: must be base64",
        "cluster | certificate-authority: token | certificate-authority: must be PEM",
        "cluster | {insecure-skip-tls-verify: true, certificate-authority: ca.crt}"
            + " | insecure-skip-tls-verify: must not be set together with certificate-authority",
        "cluster | {insecure-skip-tls-verify: yes, certificate-authority-data: QQ==}"
            + " | insecure-skip-tls-verify: must not be set together with certificate-authority",
        "cluster | proxy-url: 'ftp://me:kept-secret-4711@proxy' | clusters[0].cluster.proxy-url: must be"
            + " http, https or socks5, got \"ftp://***@proxy\"",
        "cluster | proxy-url: 'socks5h://proxy' | proxy-url: must be http, https or socks5",
        "cluster | proxy-url: proxy:3128 | proxy-url: must be http, https or socks5",
        "cluster | proxy-url: 'http://pro xy' | proxy-url: needs no blank",
        "user | client-certificate: client.crt | client-certificate and client-key need one another",
        "user | client-key: client.key | client-certificate and client-key need one another",
        "user | {client-certificate: client.crt, client-key: token} | client-key: must be PEM",
        "user | tokenFile: none | none: no such file",
        "user | {token: kept-secret-4711, username: u, password: p} | must not both be given",
        "user | {tokenFile: token, password: kept-secret-4711} | must not both be given",
        "user | auth-provider: {name: oidc, config: {x: kept-secret-4711}}"
            + " | users[0].user.auth-provider: \"oidc\" is not supported: use exec",
        "user | {token: kept-secret-4711, auth-provider: {name: gcp}}"
            + " | users[0].user.auth-provider: \"gcp\" is not supported",
        "user | {auth-provider: {name: gcp}, exec: {command: x}} | \"gcp\" is not supported",
        "user | as-groups: [a] | as: is missing, and as-uid, as-groups and as-user-extra need it",
        "user | as-uid: '7' | as: is missing",
        "user | as-user-extra: {a: [b]} | as: is missing",
        "user | as: \"a\\nb\" | as: must have no control characters",
        "user | {as: a, as-groups: x} | as-groups: must be a list",
        "user | {as: a, as-user-extra: [x]} | as-user-extra: must be a mapping",
        "user | exec: {apiVersion: client.authentication.k8s.io/v1}"
            + " | users[0].user.exec.command: is missing",
        "user | exec: {command: x} | users[0].user.exec.apiVersion: must be",
        "user | exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}"
            + " | got \"client.authentication.k8s.io/v1alpha1\"",
        "user | exec: {command: x, apiVersion: client.authentication.k8s.io/v1, env: [{value: x}]}"
            + " | users[0].user.exec.env[0].name: must name a variable",
        "user | exec: {command: x, apiVersion: client.authentication.k8s.io/v1,"
            + " interactiveMode: Sometimes}"
            + " | interactiveMode: must be Never, IfAvailable or Always, got \"Sometimes\"",
      })
  void refuses(String part, String lines, String message) {
    put(part, lines);
    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining(SECRET);
  }

  private void put(String part, String given) {
    String lines = given.startsWith("{") ? given.substring(1, given.length() - 1) : given;
    switch (part) {
      case "head" -> head = lines;
      case "context" -> contextLine = lines;
      case "cluster" -> {
        cluster.removeIf(line -> lines.startsWith("server:"));
        cluster.addAll(entries(lines));
      }
      default -> user.addAll(entries(lines));
    }
  }

  /** Splits {@code a: b, c: d} where no brace is open. */
  private static List<String> entries(String lines) {
    List<String> entries = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < lines.length(); i++) {
      char c = lines.charAt(i);
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      if (depth == 0 && c == ',') {
        entries.add(lines.substring(from, i).strip());
        from = i + 1;
      }
    }
    entries.add(lines.substring(from).strip());
    return entries;
  }

  @Test
  void passesOverWhatMeansNothingHere() throws Exception {
    head = "kind: Config\napiVersion: v1\npreferences: {colors: true}\nextensions: [{name: a}]";
    contextLine = "cluster: c, user: u, namespace: elsewhere, extensions: [{name: a}]";
    put("cluster", "{disable-compression: true, extensions: [{name: a, extension: {}}]}");
    put("user", "{extensions: [{name: a}], unknown-field: x}");

    assertThat(load().base()).isEqualTo("https://127.0.0.1:6443");
  }

  @ParameterizedTest
  @CsvSource({
    "http://proxy:3128, http://proxy:3128",
    "https://me:secret@proxy, https://proxy:443",
    "socks5://proxy, socks5://proxy:1080",
  })
  void reachesEveryServerThroughTheProxyOfTheCluster(String given, String shown) throws Exception {
    put("cluster", "proxy-url: '" + given + "'");

    for (String server : List.of("https://10.0.0.1", "http://127.0.0.1:1")) {
      assertThat(load().proxies().proxyFor(ServerUrl.parse(server, "")).orElseThrow())
          .hasToString(shown);
    }
  }

  @Test
  void dataGoesBeforeFiles() throws Exception {
    put(
        "cluster",
        "{certificate-authority: none, certificate-authority-data: "
            + base64(authority.own().certificatePem())
            + "}");
    put("user", "{client-certificate: none, client-key: none}");
    put(
        "user",
        "{client-certificate-data: "
            + base64(client.certificatePem())
            + ", client-key-data: "
            + base64(client.privateKeyPem())
            + "}");

    ClientConfiguration loaded = load();

    assertThat(loaded.trust()).containsExactly(authority.own().certificate());
    assertThat(loaded.identity().orElseThrow().chain()).containsExactly(client.certificate());
  }

  @Test
  void actsAsWhomTheUserSays() throws Exception {
    put(
        "user",
        "{token: t, as: jane doe, as-uid: '7', as-groups: [a, b c], as-user-extra: {k/x: [v, w], l: []}}");

    assertThat(load().impersonated())
        .contains(
            new ImpersonatedUser(
                "jane doe",
                "7",
                List.of("a", "b c"),
                Map.of("k/x", List.of("v", "w"), "l", List.of())));
    assertThat(load().credential().authorization()).isEqualTo("Bearer t");
  }

  @Test
  void takesTheTokenForAsLongAsItsFileIsNotThere() throws Exception {
    put("user", "{token: meanwhile, tokenFile: later}");

    assertThat(load().credential().authorization()).isEqualTo("Bearer meanwhile");
  }

  @Test
  void takesAPasswordWithoutAName() throws Exception {
    put("user", "password: p");

    assertThat(load().credential().authorization()).isEqualTo("Basic " + base64(":p"));
  }

  @ParameterizedTest
  @CsvSource({"token: t", "tokenFile: token", "username: u"})
  void runsNoProgramWhereSomethingElseLogsIn(String other) throws Exception {
    put("user", other);
    put("user", "exec: {command: no-such, apiVersion: client.authentication.k8s.io/v1}");

    assertThat(load().credential().authorization()).isNotEmpty();
  }

  @Test
  void sendsNoCredentialOverPlainHttpButSaysAsWhom() throws Exception {
    cluster.clear();
    put("cluster", "server: http://127.0.0.1:8001");
    put("user", "{as: jane, token: " + SECRET + ", client-certificate: none, client-key: none}");

    ClientConfiguration loaded = load();

    assertThat(loaded.base()).isEqualTo("http://127.0.0.1:8001");
    assertThat(loaded.credential()).isEqualTo(Credential.NONE);
    assertThat(loaded.identity()).isEmpty();
    assertThat(loaded.impersonated().orElseThrow().name()).isEqualTo("jane");
  }

  @Test
  void takesPlainHttpWhereNothingSaysHttps() throws Exception {
    cluster.clear();
    put("cluster", "server: '127.0.0.1:8001'");

    assertThat(load().base()).isEqualTo("http://127.0.0.1:8001");
  }

  @Test
  void takesNameAndPasswordOfTheServersUrl() throws Exception {
    cluster.clear();
    put("cluster", "server: 'https://me:pass@my_host'");

    ClientConfiguration loaded = load();

    assertThat(loaded.base()).isEqualTo("https://my_host:443");
    assertThat(loaded.credential().authorization()).isEqualTo("Basic " + base64("me:pass"));
    put("user", "token: t");
    assertThat(load().credential().authorization()).isEqualTo("Bearer t");
  }

  @Test
  void masterTakesNeitherTheClustersServerNorItsName() throws Exception {
    put("cluster", "{tls-server-name: other, certificate-authority: ca.crt}");
    assertThat(load().serverName()).contains("other");

    ClientConfiguration loaded =
        ClientConfiguration.load(file().toString(), "", "https://elsewhere", AGENT);

    assertThat(loaded.base()).isEqualTo("https://elsewhere:443");
    assertThat(loaded.serverName()).isEmpty();
    assertThat(loaded.trust()).hasSize(1);
  }

  @Test
  void masterNeedsNoContext() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), "");

    assertThat(ClientConfiguration.load(empty.toString(), "", "https://a", AGENT).base())
        .isEqualTo("https://a:443");
    assertThatThrownBy(() -> ClientConfiguration.load(empty.toString(), "", "", AGENT))
        .hasMessage(empty + ": has no current-context, and no context is given");
  }

  @Test
  void refusesTwoOfTheSameNameInOneFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("twice"), "users: [{name: u, user: {}}, {name: u, user: {}}]");

    assertThatThrownBy(() -> ClientConfiguration.load(file.toString(), "", "", AGENT))
        .hasMessage(file + ": users: has two named \"u\"");
  }

  private ClientConfiguration load() throws Exception {
    return ClientConfiguration.load(file().toString(), "", "", AGENT);
  }

  private Path file() throws IOException {
    String text =
        "clusters:\n- name: c\n  cluster:\n    "
            + String.join("\n    ", cluster)
            + "\ncontexts:\n- name: x\n  context: {"
            + contextLine
            + "}\ncurrent-context: x\nusers:\n- name: u\n  user:\n    "
            + String.join("\n    ", user)
            + "\n"
            + head
            + "\n";
    return Files.writeString(folder.resolve("kubeconfig"), text);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
