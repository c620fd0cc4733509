/** The log: SLF4J on Logback, set up in code, with klog's lines and verbosity. */
package io.scaletest.common.logging;
