/**
 * What a pools file says: which nodes there are, what they have, how long the pods on them live and
 * how these end or fail; with its values and YAML, whose refusals say where.
 */
package io.scaletest.hollownode.pools;
