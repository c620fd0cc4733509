/** A tool in a pod, as one of many: told what to run by a file, asked and ended over HTTP. */
package io.scaletest.fleetmember;
