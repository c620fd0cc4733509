/** What a kubelet reads of a pod that was bound to its node. */
package io.scaletest.hollownode.podspec;
