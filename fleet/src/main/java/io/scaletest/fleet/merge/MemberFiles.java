package io.scaletest.fleet.merge;

import io.scaletest.fleet.spec.Role;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one member, as far as they were collected. Immutable.
 *
 * @param rows its data file
 * @param latencies its latency log
 * @param summary its summary; empty where the program ended before it could write one, or it was
 *     not collected whole
 * @param unreadable why what is there as its summary is none; empty where it is one
 */
record MemberFiles(
    MemberOutcome outcome,
    Optional<Path> rows,
    Optional<Path> latencies,
    Optional<MemberSummary> summary,
    String unreadable) {

  /**
   * Finds them.
   *
   * @param folder of all members
   * @throws IOException if its summary is there and cannot be read; what is read and is none costs
   *     the run no other member's results
   */
  static MemberFiles in(Path folder, MemberOutcome outcome) throws IOException {
    String base = outcome.role() == Role.DRIVER ? outcome.id() + "-driver" : outcome.id();
    Path own = folder.resolve(outcome.id());
    Optional<MemberSummary> summary = Optional.empty();
    String unreadable = "";
    try {
      summary = Optional.of(MemberSummary.read(own.resolve(base + ".summary.json")));
    } catch (NoSuchFileException e) {
      // The program ended before it could write one.
    } catch (MalformedJsonException e) {
      unreadable = e.getMessage();
    }
    return new MemberFiles(
        outcome,
        present(own.resolve(base + ".csv")),
        present(own.resolve(base + ".hlog")),
        summary,
        unreadable);
  }

  private static Optional<Path> present(Path file) {
    return Files.exists(file) ? Optional.of(file) : Optional.empty();
  }
}
