/**
 * Go's text/template, as far as manifests of objects need it: actions, pipelines, variables, if,
 * with, range, and the functions of Go and of sprig that are listed in docs/hollow-stages.md.
 */
package io.scaletest.hollownode.gotemplate;
