package io.scaletest.common.verdict;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a run's numbers are worth, as two answers: whether it was measured well ({@link #status}),
 * and whether the load that was asked for was carried ({@link #load}). A run whose server is
 * overloaded can be measured perfectly well; a run whose client was late says nothing about its
 * server.
 *
 * <p>{@link Judgement} makes it.
 *
 * @param status the worst that any rule found
 * @param findings what the rules found, the worst first
 * @param load whether the load was carried; empty where none was asked for, as of a watcher
 */
public record Verdict(Status status, List<Finding> findings, Optional<Load> load) {

  /** How far the numbers can be relied on. */
  public enum Status {
    /** The numbers describe the server. */
    VALID,
    /** The numbers may describe the client or an accident; read the reasons first. */
    SUSPECT,
    /** The numbers do not describe the server. */
    INVALID
  }

  /** Returns the verdict that rests on {@code findings}. */
  static Verdict of(List<Finding> findings, Optional<Load> load) {
    List<Finding> worstFirst =
        findings.stream().sorted(Comparator.comparing(Finding::status).reversed()).toList();
    Status worst = worstFirst.isEmpty() ? Status.VALID : worstFirst.get(0).status();
    return new Verdict(worst, worstFirst, load);
  }

  /** Returns one line for each finding, the worst first: side and reason. */
  public List<String> reasons() {
    return findings.stream().map(Finding::text).toList();
  }
}
