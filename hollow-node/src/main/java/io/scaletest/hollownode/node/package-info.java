/** One node towards the API server: registration, lease, status. */
package io.scaletest.hollownode.node;
