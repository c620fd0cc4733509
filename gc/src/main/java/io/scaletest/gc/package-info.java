/** The tool gc: deletes the objects that runs left behind, known by their label and name. */
package io.scaletest.gc;
