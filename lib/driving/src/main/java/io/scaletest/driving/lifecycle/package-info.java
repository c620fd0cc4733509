/** What drivers do to objects, told apart from when they do it and from the kind of object. */
package io.scaletest.driving.lifecycle;
