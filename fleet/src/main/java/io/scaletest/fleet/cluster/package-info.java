/** The Jobs, Secrets and pods of a run in the cluster. */
package io.scaletest.fleet.cluster;
