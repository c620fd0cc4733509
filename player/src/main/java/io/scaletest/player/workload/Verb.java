package io.scaletest.player.workload;

import io.scaletest.common.operation.Operation;
import io.scaletest.common.random.Choice;
import io.scaletest.common.random.Distribution;
import java.util.Optional;

/**
 * One verb of a flow's mix, with what only some verbs have.
 *
 * @param weight share of the arrivals, beside the others'; above 0
 * @param among which object; empty for the newest
 * @param inTurn whether objects are taken one after the other instead
 * @param path what is got below the object; empty for the object itself
 * @param resourceVersion of gets and lists; empty where the parameter is left out
 * @param wholeCluster whether lists and watches are of all namespaces
 * @param limit objects of a list's page, or that a deletecollection deletes; 0 for all at once
 * @param allPages whether a list's further pages are read, too
 * @param patch {@code merge}, {@code strategic} or {@code json}
 * @param body of patches; empty for the usual one
 * @param amount replicas of a scale, nanoseconds of a watch's timeout
 */
public record Verb(
    Operation operation,
    double weight,
    Optional<Choice> among,
    boolean inTurn,
    String path,
    Optional<String> resourceVersion,
    boolean wholeCluster,
    int limit,
    boolean allPages,
    String patch,
    Optional<Object> body,
    Distribution amount) {}
