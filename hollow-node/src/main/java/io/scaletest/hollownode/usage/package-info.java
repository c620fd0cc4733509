/** What containers use of CPU and memory, as functions of time. */
package io.scaletest.hollownode.usage;
