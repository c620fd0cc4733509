/** The options of kubemark's binary. */
package io.scaletest.hollownode.kubemark;
