/** How a tool ends: its causes with their statuses, and the one line that it leaves behind. */
package io.scaletest.common.exit;
