/** Which resources there are and what each can do: the table everything else goes by. */
package io.scaletest.embedded.resource;
