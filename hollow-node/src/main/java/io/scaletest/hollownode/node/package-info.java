/**
 * What the parts of one node share: its context, link, watches and events, the paths of objects,
 * and the loop that owns it: what is due when, and one lock for the state of many nodes.
 */
package io.scaletest.hollownode.node;
