package io.scaletest.fleet.members;

import io.scaletest.common.clock.WallClock;
import io.scaletest.fleetmember.MemberApi;
import io.scaletest.fleetmember.MemberStatus;
import io.scaletest.fleetmember.ResultFile;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.zip.GZIPInputStream;

/**
 * Asks members through the API server's proxy to their pods ({@code pods/proxy}), so that whoever
 * can reach the API server can reach them. Each request is bounded by the transport's limits and
 * blocks its caller. Safe for use by many threads.
 */
public final class MemberClient {
  private static final int TRIES = 3;
  private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);

  private final ApiTransport transport;
  private final WallClock clock;
  private final String namespace;
  private final int port;
  private final String token;

  /**
   * @param clock is the transport's ticker's, too
   */
  public MemberClient(
      ApiTransport transport, WallClock clock, String namespace, int port, String token) {
    this.transport = transport;
    this.clock = clock;
    this.namespace = namespace;
    this.port = port;
    this.token = token;
  }

  /** What a member answered to a question for its status, or why it did not. */
  public record StatusAnswer(Optional<MemberStatus> status, ClockReading clock, String failure) {}

  /** Asks for a member's status; the answer comes at once or when it is there. */
  CompletableFuture<StatusAnswer> status(PodView pod) {
    CompletableFuture<StatusAnswer> answer = new CompletableFuture<>();
    transport.send(
        request("GET", pod, MemberApi.STATUS, ""), reply -> answer.complete(statusOf(reply)));
    return answer;
  }

  private StatusAnswer statusOf(ApiReply reply) {
    ClockReading none = new ClockReading(0, Long.MAX_VALUE);
    if (!reply.succeeded()) {
      return new StatusAnswer(Optional.empty(), none, reply.failure());
    }
    try {
      MemberStatus status = MemberStatus.parse(text(reply));
      long sentNs = epochNs(clock.at(reply.sentNs()));
      long answeredNs = epochNs(clock.at(reply.answeredNs()));
      ClockReading reading = ClockReading.of(sentNs, status.clockNs(), answeredNs);
      return new StatusAnswer(Optional.of(status), reading, "");
    } catch (IllegalArgumentException e) {
      return new StatusAnswer(Optional.empty(), none, "no status: " + e.getMessage());
    }
  }

  /**
   * Compares the API server's clock, whose answers tell whole seconds, with ours.
   *
   * @param samples how many answers to compare; each bounds it further
   * @param pauseMs what to wait between two of them
   */
  public Optional<ClockReading> serverClock(int samples, LongPredicate pauseMs) {
    long lowNs = Long.MIN_VALUE;
    long highNs = Long.MAX_VALUE;
    // Odd against a second, so that they fall on different parts of one.
    long betweenMs = 1_000L / samples + 7;
    for (int i = 0; i < samples; i++) {
      ApiReply reply = transport.sendAndWait(ApiRequest.get("/version").readingHead());
      Optional<Long> dateNs = dateNs(reply);
      if (dateNs.isPresent()) {
        // It was between the date and a second later at some moment between sending and answer.
        lowNs = Math.max(lowNs, dateNs.get() - epochNs(clock.at(reply.answeredNs())));
        highNs = Math.min(highNs, dateNs.get() + NS_PER_S - epochNs(clock.at(reply.sentNs())));
      }
      if (i + 1 < samples && !pauseMs.test(betweenMs)) {
        break;
      }
    }
    if (lowNs == Long.MIN_VALUE || highNs < lowNs) {
      return Optional.empty();
    }
    long halfNs = (highNs - lowNs) / 2;
    return Optional.of(new ClockReading(lowNs + halfNs, halfNs));
  }

  private static Optional<Long> dateNs(ApiReply reply) {
    List<String> dates = reply.headers().getOrDefault("date", List.of());
    if (dates.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ZonedDateTime.parse(dates.get(0), DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond()
              * NS_PER_S);
    } catch (DateTimeParseException e) {
      return Optional.empty(); // a proxy's own, which no clock can be read from
    }
  }

  /** Tells a driver when to begin, by its own clock; returns why it could not be told, or empty. */
  public String start(PodView pod, Instant ownTime) {
    return post(pod, MemberApi.START, ownTime.toString());
  }

  /** Asks a member to end its program; returns why it could not be asked, or empty. */
  public String stop(PodView pod) {
    return post(pod, MemberApi.STOP, "");
  }

  /** Lets a member end that keeps its results; returns why it could not be told, or empty. */
  public String release(PodView pod) {
    return post(pod, MemberApi.RELEASE, "");
  }

  private String post(PodView pod, String path, String body) {
    return transport.sendAndWait(request("POST", pod, path, body)).failure();
  }

  /**
   * Copies a member's files into a folder, part by part; what is there already and whole is left.
   *
   * @throws IOException if one of them cannot be had whole, or written
   */
  public List<ResultFile> collect(PodView pod, Path folder) throws IOException {
    ApiReply reply = ask(request("GET", pod, MemberApi.RESULTS, ""));
    List<ResultFile> files;
    try {
      files = ResultFile.parse(text(reply));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    Files.createDirectories(folder);
    for (ResultFile file : files) {
      copy(pod, file, folder.resolve(file.name()));
    }
    return files;
  }

  private void copy(PodView pod, ResultFile file, Path target) throws IOException {
    MessageDigest digest = sha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
      long from = 0;
      while (from < file.bytes()) {
        String path = MemberApi.RESULTS + "/" + file.name() + "?from=" + from;
        byte[] part = uncompressed(ask(request("GET", pod, path, "")).body());
        if (part.length == 0) {
          throw new IOException(file.name() + " ended after " + from + " of " + file.bytes());
        }
        out.write(part);
        from += part.length;
      }
    }
    String came = HexFormat.of().formatHex(digest.digest());
    if (!came.equals(file.sha256())) {
      throw new IOException(file.name() + " did not arrive as it is: its SHA-256 differs");
    }
  }

  private ApiReply ask(ApiRequest request) throws IOException {
    ApiReply reply = transport.sendAndWait(request);
    for (int i = 1; i < TRIES && !reply.succeeded(); i++) {
      reply = transport.sendAndWait(request);
    }
    if (!reply.succeeded()) {
      throw new IOException(reply.failure());
    }
    return reply;
  }

  private static byte[] uncompressed(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readNBytes(MemberApi.CHUNK_BYTES);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private ApiRequest request(String method, PodView pod, String path, String body) {
    return new ApiRequest(
            method,
            "/api/v1/namespaces/"
                + namespace
                + "/pods/http:"
                + pod.name()
                + ":"
                + port
                + "/proxy"
                + path,
            body.isEmpty() ? "" : "text/plain",
            body.getBytes(StandardCharsets.UTF_8),
            ApiRequest.BodyUse.ALWAYS,
            Optional.empty())
        .accepting("*/*")
        .with(Map.of(MemberApi.TOKEN_HEADER, List.of(token)));
  }

  private static String text(ApiReply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  private static long epochNs(Instant time) {
    return time.getEpochSecond() * NS_PER_S + time.getNano();
  }
}
