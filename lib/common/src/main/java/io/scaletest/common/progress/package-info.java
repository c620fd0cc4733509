/**
 * The line that tells how a run goes: overwriting itself on a terminal, a plain line now and then
 * elsewhere, and never torn by log lines.
 */
package io.scaletest.common.progress;
