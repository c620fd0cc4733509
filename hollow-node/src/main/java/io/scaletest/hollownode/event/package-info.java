/** Events as a kubelet posts them, with their correlation of repeats. */
package io.scaletest.hollownode.event;
