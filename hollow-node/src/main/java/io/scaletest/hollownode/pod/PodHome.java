package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.event.EventPoster;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.images.NodeImages;
import io.scaletest.hollownode.loop.InFlightLimit;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The node of some pods, as they see it.
 *
 * @param hostIps the node's addresses, one of each family that it has
 * @param podCidrs the ranges of its pods; asked whenever a pod needs addresses
 * @param labels of the node
 * @param taints of the node
 * @param requests bounds the requests about pods of all nodes
 * @param events empty where none are posted
 */
public record PodHome(
    String node,
    List<String> hostIps,
    NodePool pool,
    Supplier<List<String>> podCidrs,
    Supplier<Map<String, String>> labels,
    Supplier<List<Taint>> taints,
    NodeImages images,
    WorkLoop loop,
    NodeClient client,
    InFlightLimit requests,
    HollowFigures figures,
    Optional<EventPoster> events,
    PodHabits habits) {}
