/** As much of protobuf's encoding as is needed to tell the size of an object. */
package io.scaletest.kube.protobuf;
