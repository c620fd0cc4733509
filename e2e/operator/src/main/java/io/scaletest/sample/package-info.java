/** An operator as users write it, with java-operator-sdk. */
package io.scaletest.sample;
