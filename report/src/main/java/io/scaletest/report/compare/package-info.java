/** Sets of runs held against each other, and runs in the order of their time. */
package io.scaletest.report.compare;
