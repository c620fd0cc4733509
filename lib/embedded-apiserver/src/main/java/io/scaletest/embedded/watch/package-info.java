/**
 * Watches: each a position in a collection's change log, served on the event loop of its
 * connection. A watch that is up to date costs nothing until a matching change, a bookmark or its
 * end.
 */
package io.scaletest.embedded.watch;
