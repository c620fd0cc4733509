/**
 * Objects in memory, in the order of their keys, under one global resourceVersion; and, for each
 * resource, the bounded history of its changes, from which watches and older snapshots are served.
 */
package io.scaletest.embedded.store;
