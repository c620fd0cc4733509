package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.certificate.TestAuthority;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientConfigurationTest {
  private static final String AGENT = "scaletest driver";
  private static final String SECRET = "kept-secret-4711";

  @TempDir private Path folder;
  private final WallClock wallClock = WallClock.anchoredTo(Ticker.system());
  private final TestAuthority authority = TestAuthority.create(wallClock.now());

  @Test
  void readsServerTrustAndClientCertificateFromData() throws Exception {
    CertificateAndKey client = authority.client("admin", "system:masters");
    ClientConfiguration loaded =
        load(
            "certificate-authority-data: " + base64(authority.own().certificatePem()),
            "client-certificate-data: " + base64(client.certificatePem()),
            "client-key-data: " + base64(client.privateKeyPem()));

    assertThat(loaded.base()).isEqualTo("https://127.0.0.1:6443");
    assertThat(loaded.trust()).containsExactly(authority.own().certificate());
    assertThat(loaded.identity().orElseThrow().chain()).containsExactly(client.certificate());
    assertThat(loaded.identity().orElseThrow().key()).isEqualTo(client.key());
    assertThat(loaded.credential().authorization()).isEmpty();
    assertThat(loaded.userAgent()).isEqualTo(AGENT);
  }

  @Test
  void readsFilesRelativeToTheKubeconfig() throws Exception {
    CertificateAndKey client = authority.client("admin", "system:masters");
    Files.writeString(folder.resolve("ca.crt"), authority.own().certificatePem());
    Files.writeString(folder.resolve("client.crt"), client.certificatePem());
    Files.writeString(folder.resolve("client.key"), client.privateKeyPem());

    ClientConfiguration loaded =
        load(
            "certificate-authority: ca.crt",
            "client-certificate: client.crt",
            "client-key: client.key");

    assertThat(loaded.trust()).hasSize(1);
    assertThat(loaded.identity()).isPresent();
  }

  @Test
  void sendsATokenAsBearer() throws Exception {
    assertThat(load("", "token: " + SECRET).credential().authorization())
        .isEqualTo("Bearer " + SECRET);
  }

  @Test
  void prefersTheTokenFileToTheToken() throws Exception {
    Files.writeString(folder.resolve("token"), "from-file\n");

    assertThat(load("", "tokenFile: token", "token: " + SECRET).credential().authorization())
        .isEqualTo("Bearer from-file");
  }

  @Test
  void sendsNameAndPasswordAsBasic() throws Exception {
    assertThat(load("", "username: u", "password: p").credential().authorization())
        .isEqualTo("Basic dTpw");
  }

  @Test
  void takesTheNamedContext() throws Exception {
    Path file = twoContexts();

    ClientConfiguration second = ClientConfiguration.load(file.toString(), "second", "", AGENT);

    assertThat(second.base()).isEqualTo("https://[::1]:7443");
    assertThat(second.pathPrefix()).isEqualTo("/behind/proxy");
    assertThat(second.serverName()).contains("api.example.com");
    assertThat(second.insecure()).isTrue();
    assertThat(ClientConfiguration.load(file.toString(), "", "", AGENT).base())
        .isEqualTo("https://first.example.com:443");
  }

  @Test
  void masterReplacesTheServerOnly() throws Exception {
    ClientConfiguration loaded =
        ClientConfiguration.load(
            kubeconfig("", "token: " + SECRET).toString(), "", "https://10.1.1.1:8443", AGENT);

    assertThat(loaded.base()).isEqualTo("https://10.1.1.1:8443");
    assertThat(loaded.credential().authorization()).isEqualTo("Bearer " + SECRET);
  }

  @Test
  void masterAloneNeedsNoKubeconfig() throws Exception {
    assertThat(ClientConfiguration.load("", "", "http://127.0.0.1:8001", AGENT).base())
        .isEqualTo("http://127.0.0.1:8001");
  }

  @Test
  void refusesAMissingFileInsteadOfLookingElsewhere() {
    Path missing = folder.resolve("none");

    assertThatThrownBy(() -> ClientConfiguration.load(missing.toString(), "", "", AGENT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(missing + ": no such file");
  }

  @Test
  void refusesAFolder() {
    assertThatThrownBy(() -> ClientConfiguration.load(folder.toString(), "", "", AGENT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(folder + ": must be a file, is a folder");
  }

  @Test
  void saysThatAFileMayNotBeRead() throws Exception {
    Path file = kubeconfig("", "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    org.junit.jupiter.api.Assumptions.assumeFalse(
        Files.isReadable(file), "runs as a user who may read everything");

    assertThatThrownBy(() -> ClientConfiguration.load(file.toString(), "", "", AGENT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file + ": permission denied");
  }

  @Test
  void saysThatAFileIsMalformedWithoutQuotingIt() throws Exception {
    Path file = Files.writeString(folder.resolve("k"), "kind: Config\nusers: [ {token: " + SECRET);

    assertThatThrownBy(() -> ClientConfiguration.load(file.toString(), "", "", AGENT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file + ":2: is not well-formed YAML")
        .hasNoCause();
  }

  @Test
  void refusesATextThatIsNoMapping() throws Exception {
    Path file = Files.writeString(folder.resolve("k"), "just words");

    assertThatThrownBy(() -> ClientConfiguration.load(file.toString(), "", "", AGENT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file + ": must be a mapping");
  }

  @Test
  void namesTheContextThatIsNotThere() throws Exception {
    Path file = twoContexts();

    assertThatThrownBy(() -> ClientConfiguration.load(file.toString(), "third", "", AGENT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file + ": has no context named \"third\"");
  }

  @Test
  void namesTheDateOnWhichTheClientCertificateExpired() {
    Instant end = wallClock.now().minus(Duration.ofDays(1));
    CertificateAndKey client = authority.client("a", "g", end.minus(Duration.ofDays(1)), end);

    assertThatThrownBy(
            () ->
                load(
                    "",
                    "client-certificate-data: " + base64(client.certificatePem()),
                    "client-key-data: " + base64(client.privateKeyPem())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("users[0].user.client-certificate: expired on ")
        .hasMessageContaining(end.toString().substring(0, 16));
  }

  @Test
  void refusesACertificateWithoutItsKey() {
    String certificate = base64(authority.client("a", "g").certificatePem());

    assertThatThrownBy(() -> load("", "client-certificate-data: " + certificate))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith("users[0].user: client-certificate and client-key need one another");
  }

  @Test
  void refusesAMalformedKeyWithoutQuotingIt() {
    String key = base64("-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n-----END PRIVATE KEY-----\n");

    assertThatThrownBy(
            () ->
                load(
                    "",
                    "client-certificate-data: "
                        + base64(authority.client("a", "g").certificatePem()),
                    "client-key-data: " + key))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith("users[0].user.client-key: holds a malformed private key")
        .hasNoCause();
  }

  @Test
  void refusesWhatIsNotBase64() {
    assertThatThrownBy(() -> load("certificate-authority-data: \"a\"", ""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("clusters[0].cluster.certificate-authority-data: must be base64");
  }

  @Test
  void refusesATokenWithALineBreakWithoutQuotingIt() {
    assertThatThrownBy(() -> load("", "token: \"" + SECRET + "\\nX\""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith("users[0].user.token: a token must be one word of printable ASCII")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void refusesAServerThatIsNoUrl() {
    assertThatThrownBy(
            () -> ClientConfiguration.load(kubeconfig("", "").toString(), "", "ftp://host", AGENT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("master: must be https://host:port, got \"ftp://host\"");
  }

  @Test
  void refusesAContextWithoutAKubeconfig() {
    assertThatThrownBy(() -> ClientConfiguration.load("", "x", "", AGENT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("context: needs a kubeconfig file, got \"x\" without one");
  }

  @Test
  void showsNoSecretAsText() throws Exception {
    CertificateAndKey client = authority.client("admin", "system:masters");
    ClientConfiguration loaded =
        load(
            "",
            "token: " + SECRET,
            "client-certificate-data: " + base64(client.certificatePem()),
            "client-key-data: " + base64(client.privateKeyPem()));

    assertThat(loaded.toString()).doesNotContain(SECRET).contains("CN=admin");
  }

  private ClientConfiguration load(String clusterLine, String... userLines) throws Exception {
    return ClientConfiguration.load(kubeconfig(clusterLine, userLines).toString(), "", "", AGENT);
  }

  private Path kubeconfig(String clusterLine, String... userLines) throws IOException {
    String text =
        "clusters:\n- name: c\n  cluster:\n    server: https://127.0.0.1:6443\n    "
            + clusterLine
            + "\ncontexts:\n- name: x\n  context: {cluster: c, user: u}\n"
            + "current-context: x\nusers:\n- name: u\n  user:\n    "
            + String.join("\n    ", userLines)
            + "\n";
    return Files.writeString(folder.resolve("kubeconfig"), text);
  }

  private Path twoContexts() throws IOException {
    return Files.writeString(
        folder.resolve("two"),
        String.join(
            "\n",
            "clusters:",
            "- {name: a, cluster: {server: 'https://first.example.com'}}",
            "- name: b",
            "  cluster:",
            "    server: https://[::1]:7443/behind/proxy/",
            "    tls-server-name: api.example.com",
            "    insecure-skip-tls-verify: true",
            "contexts:",
            "- {name: first, context: {cluster: a}}",
            "- {name: second, context: {cluster: b}}",
            "current-context: first"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
