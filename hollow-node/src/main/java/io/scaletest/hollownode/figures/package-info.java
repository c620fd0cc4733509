/** What the simulator measures of itself, to prove that it was not the bottleneck. */
package io.scaletest.hollownode.figures;
