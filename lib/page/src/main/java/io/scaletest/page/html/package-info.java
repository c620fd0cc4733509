/**
 * The page with plots as one HTML text: a template, a style and a script of this package's
 * resources, uPlot, and JSON. Policy and escapes keep texts of files from becoming markup or
 * script.
 */
package io.scaletest.page.html;
