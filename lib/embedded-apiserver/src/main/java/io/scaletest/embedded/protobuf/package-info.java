/**
 * Kubernetes' protobuf of the kinds that the server has, from and to the trees that it works with.
 */
package io.scaletest.embedded.protobuf;
