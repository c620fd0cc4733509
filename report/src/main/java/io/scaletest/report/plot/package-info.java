/**
 * The plots of a run as pictures: each is made as data once, and painted as SVG or as PNG by the
 * same code, for documents and for whatever does not run the page's script.
 */
package io.scaletest.report.plot;
