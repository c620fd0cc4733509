/** fabric8's kubernetes-client with measured requests. */
package io.scaletest.fabric8;
