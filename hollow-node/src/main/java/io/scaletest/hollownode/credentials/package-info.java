/** As whom a node speaks to the API server. */
package io.scaletest.hollownode.credentials;
