/**
 * Stages of kwok: read from manifests, chosen by selectors and weights, played on the pods and
 * nodes of this process in place of a kubelet's own ways.
 */
package io.scaletest.hollownode.stages;
