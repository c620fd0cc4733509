/** Which nodes there are: pools of nodes that are alike. */
package io.scaletest.hollownode.pools;
