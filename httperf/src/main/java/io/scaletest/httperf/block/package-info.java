/** What is asked for and sent: blocks of bytes of one size, due at times that add up. */
package io.scaletest.httperf.block;
