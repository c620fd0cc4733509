/** The highest value of one key at which a workload meets its limits. */
package io.scaletest.player.search;
