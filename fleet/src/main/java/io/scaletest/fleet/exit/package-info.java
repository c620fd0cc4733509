/** The statuses with which fleet ends. */
package io.scaletest.fleet.exit;
