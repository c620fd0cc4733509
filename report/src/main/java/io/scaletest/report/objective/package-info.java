/**
 * Service level objectives: read from YAML, or the field's own, and held against a run's result.
 */
package io.scaletest.report.objective;
