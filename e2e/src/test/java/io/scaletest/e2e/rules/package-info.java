/** What the style guide of CONTRIBUTING.md says and a machine can check, over the whole tree. */
package io.scaletest.e2e.rules;
