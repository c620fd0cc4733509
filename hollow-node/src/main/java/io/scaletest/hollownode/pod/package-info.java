/**
 * The life of a pod on its node, what its containers use of CPU and memory, and the status that the
 * node reports of it.
 */
package io.scaletest.hollownode.pod;
