/** The cluster command through its jar: real control planes, hollow nodes, and what kills leave. */
package io.scaletest.e2e.cluster;
