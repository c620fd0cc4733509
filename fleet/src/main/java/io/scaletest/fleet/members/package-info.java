/** The pods of a run, and what they answer through the API server's proxy. */
package io.scaletest.fleet.members;
