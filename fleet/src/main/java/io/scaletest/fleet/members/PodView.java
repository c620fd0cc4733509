package io.scaletest.fleet.members;

/**
 * A pod of a run, as the API server has it. Immutable.
 *
 * @param number its completion index in the Job
 * @param phase {@code Pending}, {@code Running}, {@code Succeeded}, {@code Failed}, ...
 * @param trouble why it does not run, or ended, as far as its status says; may be empty
 */
public record PodView(
    String name,
    String uid,
    int number,
    String node,
    String phase,
    boolean deleting,
    String trouble) {
  /** Returns whether its containers run, or may. */
  public boolean mayAnswer() {
    return phase.equals("Running");
  }

  /** Returns whether it has ended. */
  public boolean ended() {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }
}
