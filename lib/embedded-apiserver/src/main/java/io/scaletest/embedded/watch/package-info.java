/**
 * Watches: each a position in a collection's history, served on the event loop of its connection. A
 * watch that is up to date costs nothing until a change concerns it.
 */
package io.scaletest.embedded.watch;
