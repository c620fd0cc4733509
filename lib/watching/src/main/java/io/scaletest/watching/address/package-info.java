/** Who a watcher is, as seen from outside. */
package io.scaletest.watching.address;
