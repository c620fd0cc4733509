/**
 * The command line: Go's flag syntax on picocli, the options every tool shares, exit statuses. Used
 * by the tools' main classes only.
 */
package io.scaletest.common.cli;
