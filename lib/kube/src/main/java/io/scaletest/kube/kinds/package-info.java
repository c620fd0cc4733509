/** Kinds of object: where an API server keeps them, and which of them a server has. */
package io.scaletest.kube.kinds;
