/**
 * The limits of this process, and processes seen from outside: their last words, their memory,
 * waits for them.
 */
package io.scaletest.common.process;
