/** How a tool ends: exit causes with their statuses, and the one line on standard error. */
package io.scaletest.common.exit;
