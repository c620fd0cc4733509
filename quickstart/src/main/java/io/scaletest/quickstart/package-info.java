/**
 * The tool quickstart: a server, cm-logger and cmdriver as child processes for half a minute, and
 * what they measured on the screen.
 */
package io.scaletest.quickstart;
