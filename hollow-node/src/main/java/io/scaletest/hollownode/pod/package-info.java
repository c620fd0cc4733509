/** The life of a pod on its node, and the status that the node reports of it. */
package io.scaletest.hollownode.pod;
