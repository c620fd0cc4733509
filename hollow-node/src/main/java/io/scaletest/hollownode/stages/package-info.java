/**
 * Stages of kwok: read from manifests, chosen by selectors and weights, played on the pods and
 * nodes of this process in place of a kubelet's own ways.
 *
 * <p>With their two languages, as far as manifests need them and docs/hollow-stages.md lists them:
 * Go's text/template with functions of Go and sprig ({@code GoTemplate}, {@code Template...}), and
 * jq's queries of JSON ({@code JqQuery}, {@code Jq...}).
 */
package io.scaletest.hollownode.stages;
