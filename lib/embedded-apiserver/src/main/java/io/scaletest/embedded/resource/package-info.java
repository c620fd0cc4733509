/** The table of resources and their traits, on which the rest of the server is built. */
package io.scaletest.embedded.resource;
