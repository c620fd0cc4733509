package io.scaletest.hollownode.proxy;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.WorkLoop;

/**
 * Where a proxy runs, and what all proxies of the process share.
 *
 * @param client the proxy as a client
 */
public record ProxySite(
    WorkLoop loop, NodeClient client, HollowFigures figures, ProxyFigures proxyFigures) {}
