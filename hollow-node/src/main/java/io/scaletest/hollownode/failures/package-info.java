/**
 * What fails on purpose: the rules of a pools file, the sequence of failures that they and a seed
 * make, and a class for each kind of failure, which does it to a node or a pod.
 */
package io.scaletest.hollownode.failures;
