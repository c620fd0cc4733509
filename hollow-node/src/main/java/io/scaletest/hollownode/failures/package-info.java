/**
 * What fails on purpose, and when: the rules of a pools file, and the sequence of failures that
 * they and a seed make. Knows nothing of how a node fails.
 */
package io.scaletest.hollownode.failures;
