package io.scaletest.hollownode.pools;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A discrete distribution of exits, spelt {@code CODE[:WEIGHT],…} with {@code oom} for a kill by
 * the kernel: {@code 0:0.95,1:0.04,oom:0.01}. Weights need not add up to anything. Immutable.
 */
final class ExitCodes {
  /** Every container completes. */
  public static final ExitCodes ALL_COMPLETE =
      new ExitCodes(List.of(ContainerExit.COMPLETED), new double[] {1});

  private static final String OOM = "oom";

  private final List<ContainerExit> exits;
  private final double[] cumulative;

  private ExitCodes(List<ContainerExit> exits, double[] cumulative) {
    this.exits = List.copyOf(exits);
    this.cumulative = cumulative;
  }

  /**
   * Returns the distribution that {@code text} spells.
   *
   * @throws IllegalArgumentException with the rule and the text
   */
  public static ExitCodes parse(String text) {
    String[] parts = text.split(",", -1);
    List<ContainerExit> exits = new ArrayList<>(parts.length);
    double[] cumulative = new double[parts.length];
    double sum = 0;
    for (int i = 0; i < parts.length; i++) {
      String[] pair = parts[i].strip().split(":", -1);
      if (pair.length > 2) {
        throw refused(text);
      }
      try {
        exits.add(exit(pair[0]));
        sum += pair.length == 2 ? Double.parseDouble(pair[1]) : 1;
      } catch (NumberFormatException e) {
        throw refused(text);
      }
      // Also if the weight is not a number.
      if (!(sum >= (i == 0 ? 0 : cumulative[i - 1])) || Double.isInfinite(sum)) {
        throw refused(text);
      }
      cumulative[i] = sum;
    }
    if (sum == 0) {
      throw refused(text);
    }
    return new ExitCodes(exits, cumulative);
  }

  private static ContainerExit exit(String text) {
    return text.equals(OOM) ? ContainerExit.OOM_KILLED : ContainerExit.of(Integer.parseInt(text));
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "must be CODE[:WEIGHT],... like 0:0.95,1:0.04,oom:0.01, with weights above 0, got " + text);
  }

  /** Returns a draw. */
  public ContainerExit draw(SplittableRandom random) {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int i = 0;
    while (at >= cumulative[i]) {
      i++;
    }
    return exits.get(i);
  }
}
