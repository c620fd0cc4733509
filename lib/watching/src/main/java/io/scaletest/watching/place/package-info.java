/** What is to be watched, and where, as the user says it. */
package io.scaletest.watching.place;
