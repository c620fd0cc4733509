/**
 * The report as one HTML file that needs no network: a template, a style and a script of this
 * package's resources, uPlot, and the report's JSON. Policy and escapes keep texts of the files
 * from becoming markup or script.
 */
package io.scaletest.report.page;
