/**
 * The files of rows that the tools write: quoting, the two timestamp layouts, and a writer that
 * never makes the threads that measure format or wait for a disk.
 */
package io.scaletest.common.datafile;
