package io.scaletest.player.workload;

import io.scaletest.player.language.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hollow nodes that run beside a workload.
 *
 * @param at where the specification has them
 * @param pools the file of their pools
 * @param changed what stands in that file's place: pools of the specification itself, or another
 *     count; alike nodes where both are empty
 * @param count how many there are in all
 * @param readyNs how long they may take to be Ready
 * @param morph what hollow-node is to be
 * @param watch whether each node watches for itself
 */
public record HollowNodes(
    Place at,
    Optional<Path> pools,
    Optional<Map<String, Object>> changed,
    int count,
    long readyNs,
    String morph,
    String watch) {
  /** Returns the options of hollow-node that tell them, but for the file of pools. */
  public List<String> options() {
    return List.of("--morph=" + morph, "--watch=" + watch);
  }
}
