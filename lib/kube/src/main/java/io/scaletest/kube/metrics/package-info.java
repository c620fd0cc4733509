/** The client metrics that every Kubernetes program shows, under client-go's names. */
package io.scaletest.kube.metrics;
