package io.scaletest.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.testkit.certificate.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationSearchTest {
  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final WallClock wallClock = WallClock.anchoredTo(Ticker.system());

  @Test
  void mergesTheFilesOfTheVariableFirstWins() throws Exception {
    Path first = write("one/a", "c", "https://first", "{}");
    Path second = write("two/b", "c", "https://second", "{tokenFile: token}").resolveSibling("b");
    Files.writeString(second.resolveSibling("token"), "of-second");
    environment.put(
        "KUBECONFIG", folder.resolve("none") + "::" + first + ":" + second + ":" + first);

    ClientConfiguration loaded = load("");

    assertThat(loaded.base()).isEqualTo("https://first:443");
    assertThat(loaded.credential().authorization()).isEmpty();
    assertThat(load("b").credential().authorization())
        .as("a context of the second, whose user's file stands beside it")
        .isEqualTo("Bearer of-second");
    assertThat(load("b").base())
        .as("the first's cluster of that name")
        .isEqualTo("https://first:443");
    assertThat(search().variable()).isEqualTo(environment.get("KUBECONFIG"));
  }

  @Test
  void takesTheCurrentContextOfTheFirstFileThatHasOne() throws Exception {
    Path nothing = Files.writeString(folder.resolve("nothing"), "");
    Path second = write("b", "c", "https://second", "{}");
    environment.put("KUBECONFIG", nothing + ":" + second);

    assertThat(load("").base()).isEqualTo("https://second:443");
  }

  @Test
  void aNamedFileGoesBeforeTheVariable() throws Exception {
    environment.put("KUBECONFIG", write("a", "c", "https://variable", "{}").toString());
    Path named = write("b", "c", "https://named", "{}");

    assertThat(search().load(named.toString(), "", "", "agent").base())
        .isEqualTo("https://named:443");
  }

  @Test
  void theServiceAccountOfAPodGoesBeforeTheVariable() throws Exception {
    environment.put("KUBECONFIG", write("a", "c", "https://variable", "{}").toString());
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    environment.put("KUBERNETES_SERVICE_PORT", "443");
    assertThat(load("").base()).as("no service account's token").isEqualTo("https://variable:443");
    Files.writeString(folder.resolve("token"), "pod-token");
    Files.writeString(
        folder.resolve("ca.crt"), TestAuthority.create(wallClock.now()).own().certificatePem());

    assertThat(load("").base()).isEqualTo("https://10.0.0.1:443");
    assertThat(search().variable()).isEmpty();
  }

  @Test
  void masterTakesTheVariablesLogIn() throws Exception {
    environment.put("KUBECONFIG", write("a", "c", "https://variable", "{token: t}").toString());

    ClientConfiguration loaded = search().load("", "", "https://elsewhere", "agent");

    assertThat(loaded.base()).isEqualTo("https://elsewhere:443");
    assertThat(loaded.credential().authorization()).isEqualTo("Bearer t");
  }

  @Test
  void saysThatNoFileOfTheVariableIsThere() {
    environment.put("KUBECONFIG", folder + "/x:" + folder + "/y");

    assertThatThrownBy(() -> load(""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("$KUBECONFIG (" + folder + "/x:" + folder + "/y): no such file");
  }

  @Test
  void saysInOneLineWhereItLooked() {
    environment.put("KUBECONFIG", "");

    assertThatThrownBy(() -> load(""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("kubeconfig: must be given, or KUBECONFIG set; ")
        .hasMessageContaining("~/.kube/config is read only where it is named");
  }

  private ClientConfiguration load(String context) throws ConfigurationException {
    return search().load("", context, "", "agent");
  }

  private ConfigurationSearch search() {
    return new ConfigurationSearch(environment, folder, wallClock);
  }

  private Path write(String name, String cluster, String server, String user) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    String context = file.getFileName().toString();
    return Files.writeString(
        file,
        String.join(
            "\n",
            "clusters: [{name: " + cluster + ", cluster: {server: '" + server + "'}}]",
            "contexts: [{name: " + context + ", context: {cluster: c, user: " + context + "}}]",
            "users: [{name: " + context + ", user: " + user + "}]",
            "current-context: " + context));
  }
}
