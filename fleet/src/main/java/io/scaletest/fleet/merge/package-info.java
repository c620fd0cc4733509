/** One result of many members': rows by time, histograms added, counts summed, one verdict. */
package io.scaletest.fleet.merge;
