/** Finds the API of the Flunders, whose group and version differ from server to server. */
package io.scaletest.kube.flunders;
