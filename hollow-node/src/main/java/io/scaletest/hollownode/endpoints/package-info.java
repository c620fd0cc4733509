/**
 * What kubelets serve over HTTPS: health, pods, statistics, metrics, logs, commands, forwarded
 * ports.
 */
package io.scaletest.hollownode.endpoints;
