/** Numbers and durations as text: for people, as Go spells them, as kubectl does. */
package io.scaletest.common.text;
