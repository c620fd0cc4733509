/** How long containers run, and how they end. */
package io.scaletest.hollownode.lifetime;
