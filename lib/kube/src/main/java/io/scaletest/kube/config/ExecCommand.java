package io.scaletest.kube.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * One way to run a credential plugin. <i>Source:</i> the API group client.authentication.k8s.io, v1
 * and v1beta1.
 *
 * @param place names the plugin in a failure
 * @param words the program and its arguments
 * @param environment what is set besides this process's own environment, as name and value in turn
 * @param apiVersion what the program has to answer in
 * @param installHint what the kubeconfig says to a user without the program
 * @param limitMs the program is killed after so long
 */
record ExecCommand(
    String place,
    List<String> words,
    List<String> environment,
    String apiVersion,
    String installHint,
    long limitMs) {

  /** Some plugins talk to a cloud; none should take longer. */
  static final long LIMIT_MS = 60_000;

  private static final int OUTPUT_LIMIT_BYTES = 1 << 20;
  private static final int QUOTE_LIMIT_CHARS = 200;
  private static final String API_GROUP = "client.authentication.k8s.io/";

  /**
   * What a run gave.
   *
   * @param authorization header value; empty where it gave no token
   * @param expiry when it expires; {@link Instant#MAX} where it did not say
   * @param identity client certificate, where it gave one
   */
  record Result(String authorization, Instant expiry, Optional<ClientIdentity> identity) {}

  /**
   * Reads a user's {@code exec}.
   *
   * @param cluster the cluster's mapping, of which the program is told if it wants to know
   */
  static ExecCommand of(Mapping exec, Path kubeconfig, Mapping cluster, String server)
      throws ConfigurationException {
    String program = exec.text("command");
    if (program.isEmpty()) {
      throw new ConfigurationException(exec.place("command") + ": is missing");
    }
    String apiVersion = exec.text("apiVersion");
    if (!apiVersion.equals(API_GROUP + "v1") && !apiVersion.equals(API_GROUP + "v1beta1")) {
      throw new ConfigurationException(
          exec.place("apiVersion")
              + ": must be "
              + API_GROUP
              + "v1 or v1beta1, got \""
              + apiVersion
              + "\"");
    }
    if (exec.text("interactiveMode").equals("Always")) {
      throw new ConfigurationException(
          exec.place("interactiveMode") + ": Always is not supported; nobody can be asked here");
    }
    List<String> words = new ArrayList<>();
    words.add(
        program.contains("/")
            ? kubeconfig.toAbsolutePath().resolveSibling(program).toString()
            : program);
    words.addAll(exec.texts("args"));
    List<String> environment = new ArrayList<>();
    for (Mapping variable : exec.maps("env")) {
      environment.add(variable.text("name"));
      environment.add(variable.text("value"));
    }
    environment.add("KUBERNETES_EXEC_INFO");
    environment.add(info(exec, apiVersion, cluster, server));
    return new ExecCommand(
        exec.place(), words, environment, apiVersion, exec.text("installHint"), LIMIT_MS);
  }

  private static String info(Mapping exec, String apiVersion, Mapping cluster, String server)
      throws ConfigurationException {
    StringBuilder spec = new StringBuilder("\"interactive\":false");
    if (exec.flag("provideClusterInfo")) {
      spec.append(",\"cluster\":{\"server\":").append(quoted(server));
      for (String key : List.of("tls-server-name", "certificate-authority-data")) {
        if (!cluster.text(key).isEmpty()) {
          spec.append(",\"").append(key).append("\":").append(quoted(cluster.text(key)));
        }
      }
      if (cluster.flag("insecure-skip-tls-verify")) {
        spec.append(",\"insecure-skip-tls-verify\":true");
      }
      spec.append('}');
    }
    return "{\"kind\":\"ExecCredential\",\"apiVersion\":\""
        + apiVersion
        + "\",\"spec\":{"
        + spec
        + "}}";
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** Runs the program and waits for it, at most {@link #limitMs}. */
  Result run(Instant now) throws ConfigurationException {
    Process process = startProcess();
    try {
      process.getOutputStream().close();
      CompletableFuture<byte[]> output = reading(process.getInputStream());
      CompletableFuture<byte[]> complaint = reading(process.getErrorStream());
      if (!process.waitFor(limitMs, TimeUnit.MILLISECONDS)) {
        throw new ConfigurationException(
            place + ": " + words.get(0) + " did not end within " + limitMs + " ms");
      }
      if (process.exitValue() != 0) {
        throw new ConfigurationException(
            place
                + ": "
                + words.get(0)
                + " ended with status "
                + process.exitValue()
                + lastLine(complaint.join()));
      }
      return result(output.join(), now);
    } catch (IOException | CompletionException e) {
      throw new ConfigurationException(place + ": " + words.get(0) + " broke its output", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigurationException(place + ": interrupted while it ran", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process startProcess() throws ConfigurationException {
    ProcessBuilder builder = new ProcessBuilder(words);
    for (int i = 0; i < environment.size(); i += 2) {
      builder.environment().put(environment.get(i), environment.get(i + 1));
    }
    try {
      return builder.start();
    } catch (IOException e) {
      String hint =
          installHint.isEmpty() ? "" : "; " + installHint.strip().lines().findFirst().get();
      throw new ConfigurationException(
          place + ": cannot run " + words.get(0) + " (no such program, or not executable)" + hint,
          e);
    }
  }

  private static CompletableFuture<byte[]> reading(InputStream stream) {
    CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                bytes.complete(stream.readNBytes(OUTPUT_LIMIT_BYTES));
              } catch (IOException e) {
                bytes.completeExceptionally(new UncheckedIOException(e));
              }
            },
            "kube-exec-output");
    reader.setDaemon(true);
    reader.start();
    return bytes;
  }

  /** Returns the last line of what the program complained of, which is where the reason stands. */
  private static String lastLine(byte[] complaint) {
    String last = "";
    for (String line : new String(complaint, StandardCharsets.UTF_8).split("\\R")) {
      last = line.isBlank() ? last : line.strip();
    }
    if (last.length() > QUOTE_LIMIT_CHARS) {
      last = last.substring(0, QUOTE_LIMIT_CHARS) + "...";
    }
    return last.isEmpty() ? "" : ": " + last;
  }

  private Result result(byte[] output, Instant now) throws ConfigurationException {
    Mapping answer = Mapping.of(place + " output", YamlText.parse(place + " output", output));
    if (!answer.text("kind").equals("ExecCredential")
        || !answer.text("apiVersion").equals(apiVersion)) {
      throw new ConfigurationException(place + ": must print an ExecCredential of " + apiVersion);
    }
    Mapping status = answer.map("status");
    String token = status.text("token");
    String certificate = status.text("clientCertificateData");
    String key = status.text("clientKeyData");
    if (token.isEmpty() && certificate.isEmpty()) {
      throw new ConfigurationException(place + ": printed neither a token nor a certificate");
    }
    Optional<ClientIdentity> identity = Optional.empty();
    if (!certificate.isEmpty()) {
      identity =
          Optional.of(
              KubeconfigFile.identity(
                  place,
                  certificate.getBytes(StandardCharsets.US_ASCII),
                  key.getBytes(StandardCharsets.US_ASCII),
                  now));
    }
    String authorization = token.isEmpty() ? "" : BearerToken.header(place + " token", token);
    return new Result(authorization, expiry(status.text("expirationTimestamp")), identity);
  }

  private Instant expiry(String timestamp) throws ConfigurationException {
    if (timestamp.isEmpty()) {
      return Instant.MAX;
    }
    try {
      return OffsetDateTime.parse(timestamp).toInstant();
    } catch (DateTimeException e) {
      throw new ConfigurationException(
          place + ": must print expirationTimestamp as in RFC 3339, printed " + timestamp, e);
    }
  }
}
