package io.scaletest.hollownode.node;

import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.InFlightLimit;
import io.scaletest.hollownode.loop.WorkLoop;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the kubelets of a process share.
 *
 * @param loop owns everything of the nodes but their leases
 * @param heartbeatLoop owns the leases
 * @param podRequests bounds the requests about pods of all nodes
 * @param events empty where none are posted
 * @param fatal takes, in one line, what makes going on pointless
 */
public record FleetContext(
    WorkLoop loop,
    WorkLoop heartbeatLoop,
    InFlightLimit podRequests,
    HollowFigures figures,
    Optional<EventPoster> events,
    KubeletSettings settings,
    Consumer<String> fatal) {}
