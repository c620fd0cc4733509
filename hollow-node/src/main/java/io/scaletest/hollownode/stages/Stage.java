package io.scaletest.hollownode.stages;

import java.util.List;

/**
 * What is done to an object that matches. Immutable.
 *
 * @param steps what is done, one after the other
 * @param immediateNext whether the next stage is chosen by what the server answers, without waiting
 *     for its watch
 */
record Stage(
    String name,
    StageSelector selector,
    StageWeight weight,
    StageDelay delay,
    List<StageStep> steps,
    boolean immediateNext) {
  Stage {
    steps = List.copyOf(steps);
  }
}
