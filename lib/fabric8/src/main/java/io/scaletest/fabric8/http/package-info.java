/** fabric8's HTTP client interfaces on the measured transport. */
package io.scaletest.fabric8.http;
