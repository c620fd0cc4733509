package io.scaletest.embeddedapiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar: its ends, its kubeconfig, its control path. */
@Timeout(300)
class EmbeddedApiServerIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Pattern CONTROL = Pattern.compile("faults at (http://[^ ]+)/faults");

  @TempDir private Path folder;

  private ToolProcess.Builder server(String... options) {
    return ToolProcess.jar("embedded-apiserver", options).directory(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-port=70000 | port: must be from 0 to 65535, got 70000",
        "-history=0 | history: must be from 1 to 100000000, got 0",
        "-max-streams=0 | max-streams: must be from 1 to 1000000, got 0",
        "-fault=explode | fault: must begin with",
        "-fault=error verb=foo | verb: must be one of *, get,",
        "-host=no-such-host.invalid | host: must be an address of this machine, got"
            + " no-such-host.invalid",
        "-nonsense | unknown option -nonsense"
      })
  void aWrongOptionIsStatusTwo(String option, String line) {
    try (ToolProcess server = server(option).start()) {
      assertThat(server.awaitExit(LIMIT)).as(server.stderr()).isEqualTo(2);
      assertThat(server.stderr()).contains("embedded-apiserver: " + line).doesNotContain("\tat ");
    }
  }

  @Test
  void aTakenPortIsStatusOne() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ToolProcess server = server("-port=" + taken.getLocalPort()).start()) {
      assertThat(server.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(server.stderr())
          .contains("port: cannot listen on 127.0.0.1:")
          .contains(": is taken on this machine; choose another")
          .doesNotContain("error(");
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ToolProcess server = server("-control-port=" + taken.getLocalPort()).start()) {
      assertThat(server.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(server.stderr()).contains("control-port: cannot listen on");
    }
  }

  @Test
  void aKubeconfigThatCannotBeWrittenIsStatusOne() {
    try (ToolProcess server = server("-kubeconfig-out=no/such/folder").start()) {
      assertThat(server.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(server.stderr())
          .contains("kubeconfig-out: cannot write no/such/folder: no such file or folder\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130"})
  void itServesUntilASignal(String signal, int status) {
    try (ToolProcess server = server().start()) {
      server.awaitOutput("faults at", LIMIT);
      assertThat(server.stdout())
          .startsWith("export KUBECONFIG=" + folder.toAbsolutePath() + "/embedded.kubeconfig");
      assertThat(folder.resolve("embedded.kubeconfig")).content().contains("https://127.0.0.1:");
      server.signal(signal);
      assertThat(server.awaitExit(LIMIT)).isEqualTo(status);
    }
  }

  @Test
  void faultsAreOrderedListedAndTakenBack() throws Exception {
    try (ToolProcess server = server("-fault=reset rate=0.5").start()) {
      server.awaitOutput("faults at", LIMIT);
      Matcher url = CONTROL.matcher(server.stdout());
      assertThat(url.find()).isTrue();
      String control = url.group(1);
      assertThat(ask("GET", control + "/faults", "").body())
          .isEqualTo("[{\"id\":1,\"fault\":\"reset rate=0.5\",\"happened\":0}]\n");
      assertThat(ask("POST", control + "/faults", "error status=429\nstall for=1ms").statusCode())
          .isEqualTo(201);
      assertThat(ask("DELETE", control + "/faults/1", "").statusCode()).isEqualTo(200);
      assertThat(ask("DELETE", control + "/faults/1", "").statusCode()).isEqualTo(404);
      HttpResponse<String> wrong = ask("POST", control + "/faults", "error status=1");
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(wrong.body()).contains("status: must be a whole number 400 to 599, got 1");
      assertThat(ask("DELETE", control + "/faults", "").body()).contains("error status=429");
      assertThat(ask("GET", control + "/faults", "").body()).isEqualTo("[]\n");
      for (String order : new String[] {"goaway", "compact", "cut-watches/pods", "max-streams/7"}) {
        assertThat(ask("POST", control + "/" + order, "").statusCode()).isEqualTo(200);
      }
      assertThat(ask("POST", control + "/max-streams/0", "").statusCode()).isEqualTo(400);
      assertThat(ask("POST", control + "/nonsense", "").statusCode()).isEqualTo(404);
      assertThat(ask("GET", control + "/stats", "").body()).contains("\"namespaces\":5");
    }
  }

  private static HttpResponse<String> ask(String method, String url, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
