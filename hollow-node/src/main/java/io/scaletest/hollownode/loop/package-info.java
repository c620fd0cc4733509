/** The threads that own the nodes: what is due when, and one lock for the state of many nodes. */
package io.scaletest.hollownode.loop;
