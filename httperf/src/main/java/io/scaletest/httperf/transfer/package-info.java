/** What both roles share: the blocks that are asked for, and what is counted and timed of them. */
package io.scaletest.httperf.transfer;
