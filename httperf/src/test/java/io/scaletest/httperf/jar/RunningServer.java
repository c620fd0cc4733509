package io.scaletest.httperf.jar;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** A server of the jar on a free port, and the JDK's client to ask it. */
final class RunningServer implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(3);

  private static final Pattern PORT = Pattern.compile("Listening on port (\\d+)");

  private final ToolProcess process;
  private final int port;
  private final HttpClient http;

  private RunningServer(ToolProcess process, int port, HttpClient http) {
    this.process = process;
    this.port = port;
    this.http = http;
  }

  static RunningServer start(String... options) {
    List<String> all = new ArrayList<>(List.of("-listen=0", "-v=4"));
    all.addAll(Arrays.asList(options));
    ToolProcess process =
        ToolProcess.jar("httperf", all.toArray(String[]::new)).jvmOptions("-Xmx256m").start();
    try {
      process.awaitOutput(PORT.pattern(), LIMIT);
      Matcher matcher = PORT.matcher(process.stderr());
      if (!matcher.find()) {
        throw new AssertionError("no port in " + process.stderr());
      }
      HttpClient http = HttpClient.newBuilder().sslContext(trustingAll()).build();
      return new RunningServer(process, Integer.parseInt(matcher.group(1)), http);
    } catch (AssertionError e) {
      process.close();
      throw e;
    }
  }

  static SSLContext trustingAll() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  ToolProcess process() {
    return process;
  }

  int port() {
    return port;
  }

  String url() {
    return "https://localhost:" + port;
  }

  HttpResponse<byte[]> get(String target) {
    return send(HttpRequest.newBuilder(URI.create(url() + target)).build());
  }

  HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Returns a value of the page of metrics, with its labels as they stand there. */
  double metric(String name) {
    return new String(get("/metrics").body(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  double streamsOpen() {
    return metric("httperf_streams_open{role=\"server\"}");
  }

  /** Waits until no stream is open and no network buffer but those of the asker is in use. */
  void awaitEverythingFreed() {
    boolean[] freed = new boolean[1];
    new BoundedWait(Ticker.system())
        .until(
            LIMIT,
            () -> {
              freed[0] =
                  streamsOpen() == 0
                      && metric("httperf_connections_open{role=\"server\"}") <= 1
                      && metric("httperf_buffer_bytes") < 256 * 1024;
              return freed[0];
            });
    if (!freed[0]) {
      throw new AssertionError(
          "not freed: " + new String(get("/metrics").body(), StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
