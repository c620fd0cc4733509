/** What the parts of one node share: its context, watches and events, and the paths of objects. */
package io.scaletest.hollownode.node;
