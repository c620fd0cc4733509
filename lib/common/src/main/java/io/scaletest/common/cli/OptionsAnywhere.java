package io.scaletest.common.cli;

/**
 * Marks a tool whose original read its command line with pflag, as Kubernetes' own programs do:
 * options may stand behind words that are none. To the others the first such word ends the options.
 */
public interface OptionsAnywhere {}
