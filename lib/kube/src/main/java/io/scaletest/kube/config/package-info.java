/**
 * Which API server to talk to and as whom: kubeconfig files and the service account of a pod, read
 * with few classes so that a tool starts fast. Start at {@link
 * io.scaletest.kube.config.ClientConfiguration}.
 */
package io.scaletest.kube.config;
