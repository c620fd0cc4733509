/** Watches, read by skimming, thousands at a time. */
package io.scaletest.hollownode.watch;
