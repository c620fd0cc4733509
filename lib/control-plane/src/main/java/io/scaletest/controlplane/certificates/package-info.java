/**
 * The control plane's own certificate authorities and what they sign. Keys stay in memory and in
 * files of mode 0600.
 */
package io.scaletest.controlplane.certificates;
