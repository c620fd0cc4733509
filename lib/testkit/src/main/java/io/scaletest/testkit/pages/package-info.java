/** Pages that are made from the program and checked in: compared by a test, rewritten on demand. */
package io.scaletest.testkit.pages;
