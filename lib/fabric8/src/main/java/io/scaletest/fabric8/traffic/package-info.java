/** Requests of a program, recorded by the API's verbs and resources. */
package io.scaletest.fabric8.traffic;
