/** The archive that packaging leaves, unpacked elsewhere and used as its users do. */
package io.scaletest.dist;
