/**
 * The forms in which a result is written: each makes text of the model and computes nothing itself
 * that another could compute differently.
 */
package io.scaletest.report.output;
