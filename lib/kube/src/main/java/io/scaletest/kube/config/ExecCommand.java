package io.scaletest.kube.config;

import io.scaletest.common.process.FailureLine;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.x509.CertificateAndKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
 * @param cluster the cluster as JSON, for programs that want it; empty for none
 * @param interaction whether it may ask a user
 * @param installHint what the kubeconfig says to a user without the program
 * @param limitMs the program is killed after so long
 */
record ExecCommand(
    String place,
    List<String> words,
    List<String> environment,
    String apiVersion,
    String cluster,
    Interaction interaction,
    String installHint,
    long limitMs) {

  /** Whether a program may ask a user at this process's terminal: {@code interactiveMode}. */
  enum Interaction {
    NEVER,
    IF_AVAILABLE,
    ALWAYS
  }

  /** Some plugins talk to a cloud; none should take longer. */
  static final long LIMIT_MS = 60_000;

  private static final int OUTPUT_LIMIT_BYTES = 1 << 20;

  /** An interactive user needs to find the phone with the second factor. */
  private static final long ASKING_LIMIT_MS = 300_000;

  private static final String INFO_VARIABLE = "KUBERNETES_EXEC_INFO";
  private static final String API_GROUP = "client.authentication.k8s.io/";

  /**
   * What a run gave.
   *
   * @param authorization header value; empty where it gave no token
   * @param expiry when it expires; {@link Instant#MAX} where it did not say
   * @param identity client certificate, where it gave one
   */
  record Result(String authorization, Instant expiry, Optional<CertificateAndKey> identity) {
    Result with(Optional<CertificateAndKey> otherIdentity) {
      return new Result(authorization, expiry, otherIdentity);
    }
  }

  /**
   * Reads a user's {@code exec}.
   *
   * @param cluster passed to the program if it wants it
   * @param server the server's URL
   */
  static ExecCommand of(Mapping exec, ClusterEntry cluster, String server)
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
    List<String> words = new ArrayList<>();
    words.add(program.contains("/") ? exec.resolve(program).toString() : program);
    words.addAll(exec.texts("args"));
    List<String> environment = new ArrayList<>();
    for (Mapping variable : exec.maps("env")) {
      String name = variable.text("name");
      if (name.isEmpty() || name.indexOf('=') >= 0) {
        throw new ConfigurationException(variable.place("name") + ": must name a variable");
      }
      environment.add(name);
      environment.add(variable.text("value"));
    }
    return new ExecCommand(
        exec.place(),
        words,
        environment,
        apiVersion,
        exec.flag("provideClusterInfo") ? cluster.execInfo(server) : "",
        interaction(exec),
        exec.text("installHint"),
        LIMIT_MS);
  }

  private static Interaction interaction(Mapping exec) throws ConfigurationException {
    String mode = exec.text("interactiveMode");
    return switch (mode) {
      case "", "IfAvailable" -> Interaction.IF_AVAILABLE;
      case "Never" -> Interaction.NEVER;
      case "Always" -> Interaction.ALWAYS;
      default ->
          throw new ConfigurationException(
              exec.place("interactiveMode")
                  + ": must be Never, IfAvailable or Always, got \""
                  + mode
                  + "\"");
    };
  }

  private String info(boolean asking) {
    JsonWriter info = new JsonWriter().object();
    info.put("kind", "ExecCredential").put("apiVersion", apiVersion).object("spec");
    if (!cluster.isEmpty()) {
      info.putRaw("cluster", cluster);
    }
    return info.put("interactive", asking).endObject().endObject().toString();
  }

  /**
   * Runs the program and waits for it, for a limited time.
   *
   * @param terminal whether a user at this process's terminal can be asked
   */
  Result run(Instant now, boolean terminal) throws ConfigurationException {
    if (interaction == Interaction.ALWAYS && !terminal) {
      throw new ConfigurationException(
          place + ": interactiveMode is Always, and there is no terminal to ask at");
    }
    boolean asking = terminal && interaction != Interaction.NEVER;
    long patienceMs = asking ? Math.max(limitMs, ASKING_LIMIT_MS) : limitMs;
    Process process = startProcess(asking);
    try {
      process.getOutputStream().close();
      CompletableFuture<byte[]> output = reading(process.getInputStream());
      CompletableFuture<byte[]> complaint = reading(process.getErrorStream());
      if (!process.waitFor(patienceMs, TimeUnit.MILLISECONDS)) {
        throw new ConfigurationException(
            place + ": " + words.get(0) + " did not end within " + patienceMs + " ms");
      }
      if (process.exitValue() != 0) {
        String why = FailureLine.of(new String(complaint.join(), StandardCharsets.UTF_8));
        throw new ConfigurationException(
            place
                + ": "
                + words.get(0)
                + " ended with status "
                + process.exitValue()
                + (why.isEmpty() ? "" : ": " + why));
      }
      return result(output.join(), now);
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException) {
        throw brokeItsOutput(e);
      }
      throw e; // a fault of this program, not of the plugin
    } catch (IOException e) {
      throw brokeItsOutput(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigurationException(place + ": interrupted while it ran", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private ConfigurationException brokeItsOutput(Exception cause) {
    return new ConfigurationException(place + ": " + words.get(0) + " broke its output", cause);
  }

  private Process startProcess(boolean asking) throws ConfigurationException {
    ProcessBuilder builder = new ProcessBuilder(words);
    for (int i = 0; i < environment.size(); i += 2) {
      builder.environment().put(environment.get(i), environment.get(i + 1));
    }
    builder.environment().put(INFO_VARIABLE, info(asking));
    if (asking) {
      builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }
    try {
      return builder.start();
    } catch (IOException e) {
      String hint = FailureLine.of(installHint);
      throw new ConfigurationException(
          place
              + ": cannot run "
              + words.get(0)
              + " (no such program, or not executable)"
              + (hint.isEmpty() ? "" : "; " + hint),
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
              } catch (Throwable thrown) {
                bytes.completeExceptionally(thrown);
              }
            },
            "kube-exec-output");
    reader.setDaemon(true);
    reader.start();
    return bytes;
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
    if (token.isEmpty() && certificate.isEmpty() && key.isEmpty()) {
      throw new ConfigurationException(place + ": printed neither a token nor a certificate");
    }
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new ConfigurationException(
          place + ": printed only one of clientCertificateData and clientKeyData");
    }
    Optional<CertificateAndKey> identity = Optional.empty();
    if (!certificate.isEmpty()) {
      identity =
          Optional.of(
              UserEntry.identity(
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
