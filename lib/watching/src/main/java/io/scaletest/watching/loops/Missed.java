package io.scaletest.watching.loops;

/**
 * What a list tells about the events that a loop did not see before it.
 *
 * @param newer objects of the list that are newer than the last thing seen
 * @param objects how many objects there are
 * @param expected how many there would be by the events seen
 * @param blindNs how long no watch had been open when the list came
 */
public record Missed(int newer, int objects, int expected, long blindNs) {

  /**
   * Returns how many events were missed at least: one for each newer object, and a deletion for
   * each object that is fewer than expected although none of the newer ones was added. Of several
   * changes to one object, and of objects added and deleted meanwhile, nothing can be known.
   */
  public int atLeast() {
    return newer + Math.max(0, expected - objects);
  }
}
