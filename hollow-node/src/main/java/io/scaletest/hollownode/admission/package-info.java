/** Whether a node takes a pod that was bound to it, and with which words it refuses. */
package io.scaletest.hollownode.admission;
