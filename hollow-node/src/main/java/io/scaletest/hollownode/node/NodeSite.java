package io.scaletest.hollownode.node;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.InFlightLimit;
import io.scaletest.hollownode.loop.WorkLoop;
import java.util.function.Consumer;

/**
 * Where a node runs: its loops and what all nodes of the process share.
 *
 * @param loop owns everything of the node but its lease
 * @param heartbeatLoop owns its lease
 * @param client the node's kubelet as a client
 * @param podRequests bounds the requests about pods of all nodes
 * @param fatal takes, in one line, what makes going on pointless
 */
public record NodeSite(
    WorkLoop loop,
    WorkLoop heartbeatLoop,
    NodeClient client,
    InFlightLimit podRequests,
    HollowFigures figures,
    Consumer<String> fatal) {}
