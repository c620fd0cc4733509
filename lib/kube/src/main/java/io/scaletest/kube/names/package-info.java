/** The names that all tools agree on, and the paths made of them. */
package io.scaletest.kube.names;
