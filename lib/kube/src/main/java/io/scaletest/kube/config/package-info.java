/**
 * Client configuration, the API server's address and the credentials for it: kubeconfig files and
 * the service account of a pod, read with few classes so that a tool starts fast. Start at {@link
 * io.scaletest.kube.config.ClientConfiguration}.
 */
package io.scaletest.kube.config;
