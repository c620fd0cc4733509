/** The report on runs that were made for it: one with an outage, and many equal ones. */
package io.scaletest.bench.report;
