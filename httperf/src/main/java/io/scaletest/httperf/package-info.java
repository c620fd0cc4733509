/** The tool {@code httperf}: its options, the run they ask for, and what it leaves behind. */
package io.scaletest.httperf;
