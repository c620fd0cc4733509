/** The bodies of the objects that drivers write, encoded without a JSON library per request. */
package io.scaletest.kube.objects;
