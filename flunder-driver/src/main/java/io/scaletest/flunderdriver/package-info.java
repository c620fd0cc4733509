/** The open-loop driver of Flunders. */
package io.scaletest.flunderdriver;
