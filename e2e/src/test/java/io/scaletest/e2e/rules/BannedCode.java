package io.scaletest.e2e.rules;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Code that must not stand anywhere but in the places named, and what to write instead. */
enum BannedCode {
  CLOCK(
      "System\\.(nanoTime|currentTimeMillis)|(Instant|LocalDateTime|ZonedDateTime)\\.now\\("
          + "|Clock\\.system|new Date\\(",
      "take a Ticker or a WallClock of common.clock through the constructor",
      "lib/common/src/main/java/io/scaletest/common/clock/",
      "src/test/"),
  EXIT(
      "System\\s*\\.\\s*exit|\\.halt\\(",
      "return an ExitStatus, or throw a ToolException; main is one statement: "
          + "System.exit(ToolMain.execute(new Tool(), args));",
      "lib/common/src/main/java/io/scaletest/common/shutdown/StopSignal.java",
      "src/test/", // a main method that a test starts as a process
      "lib/testkit/src/main/java/io/scaletest/testkit/server/InstantServerMain.java"),
  SLEEP(
      "Thread\\s*\\.\\s*sleep|TimeUnit\\.\\w+\\.sleep\\(",
      "wait for what you wait for, with a limit: StopSignal.pause, CountDownLatch.await, "
          + "Pause of common.pacing; in a test a ManualTicker",
      "lib/common/src/main/java/io/scaletest/common/pacing/",
      "lib/common/src/main/java/io/scaletest/common/process/BoundedWait.java"),
  RANDOM(
      "\\bnew Random\\(\\)|Math\\.random|ThreadLocalRandom",
      "take a seeded RandomGenerator through the constructor"),
  STACK_TRACE(
      "\\.printStackTrace\\(",
      "throw with the cause, or log it; ToolMain prints traces with -v=4",
      "lib/common/src/main/java/io/scaletest/common/cli/FailureReport.java"),
  ASSERT("(?m)^\\s*assert\\b", "throw: assertions are off by default; in a test assertThat"),
  FABRIC8_CONFIG(
      "Config\\.(fromKubeconfig|autoConfigure)|ConfigBuilder\\(\\)|setOnlyHttpWatches"
          + "|withOnlyHttpWatches",
      "read ClientConfiguration, and open a MeasuredClient: fabric8's reader takes other clusters and"
          + " users in silence, its plain watches lose characters (ADR 18)",
      "src/test/", // stock fabric8, to be compared with
      "bench/src/main/java/io/scaletest/bench/fabric8/Clients.java"),
  URL_ENCODING(
      "URL(En|De)coder\\.",
      "take PercentEncoding of wire.url: a form's encoding makes a blank a plus sign, which is one"
          + " in a path",
      "src/test/",
      "lib/testkit-clusters/"),
  CERTIFICATES(
      "(KeyPairGenerator|KeyFactory|CertificateFactory)\\.getInstance|BEGIN CERTIFICATE",
      "take Pem, KeyKind and CertificateAuthority of wire.x509",
      "lib/wire/",
      "src/test/"),
  MOCK("\\borg\\.mockito\\b|\\bMockito\\b", "write a fake by hand"),
  DEFAULT_LOCALE(
      "\\bString\\.format\\(\\s*\"\"|\\.to(Lower|Upper)Case\\(\\)",
      "name the locale: Locale.ROOT",
      "src/test/");

  /** The only statement with which a main method may exit. */
  private static final Pattern MAIN_EXIT =
      Pattern.compile("System\\.exit\\((ToolMain\\.)?execute\\([^;]*\\)\\);");

  private final Pattern pattern;
  private final String instead;
  private final List<String> allowedIn;

  BannedCode(String regex, String instead, String... allowedIn) {
    this.pattern = Pattern.compile(regex);
    this.instead = instead;
    this.allowedIn = List.of(allowedIn);
  }

  /** Returns the violations of this rule, a line each. */
  Stream<String> in(SourceFile file) {
    if (allowedIn.stream().anyMatch(file.path()::contains)) {
      return Stream.empty();
    }
    Matcher matcher = pattern.matcher(file.code());
    return matcher
        .results()
        .filter(match -> this != EXIT || !isMainExit(file, match.start()))
        .map(
            match ->
                file.path()
                    + ":"
                    + file.lineAt(match.end())
                    + ": "
                    + match.group().strip()
                    + " is banned here; "
                    + instead);
  }

  private static boolean isMainExit(SourceFile file, int offset) {
    return MAIN_EXIT.matcher(file.code()).region(offset, file.code().length()).lookingAt();
  }
}
