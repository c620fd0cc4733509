/** Random draws that are the same for a seed on every machine and Java version. */
package io.scaletest.common.random;
