/**
 * Keeps a copy of a collection of objects by list and watch, and accounts for every way in which
 * that can go wrong: docs/adr/0006-own-reflector.md.
 */
package io.scaletest.watching.reflector;
