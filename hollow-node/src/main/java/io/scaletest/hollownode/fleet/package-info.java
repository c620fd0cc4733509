/** All nodes of the process: started one after the other, counted, stopped. */
package io.scaletest.hollownode.fleet;
