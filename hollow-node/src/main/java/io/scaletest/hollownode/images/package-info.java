/** The images of a node. */
package io.scaletest.hollownode.images;
