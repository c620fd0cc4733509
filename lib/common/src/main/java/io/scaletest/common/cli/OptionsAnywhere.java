package io.scaletest.common.cli;

/**
 * Marks a tool whose original read its command line with pflag, as Kubernetes' own programs do, or
 * that has no original: options may follow positional arguments. In the other tools the first
 * positional argument ends the options.
 */
public interface OptionsAnywhere {}
