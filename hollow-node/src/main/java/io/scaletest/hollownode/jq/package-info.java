/**
 * Queries of JSON in the language of jq, as far as selectors need it: paths, iteration, pipes,
 * comparisons, arithmetic, alternatives, conditions, and the functions that docs/hollow-stages.md
 * lists.
 */
package io.scaletest.hollownode.jq;
