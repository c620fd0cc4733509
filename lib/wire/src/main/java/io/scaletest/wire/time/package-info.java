/** Times as they are sent and stored: RFC 3339 of the API, the data files' and the annotations'. */
package io.scaletest.wire.time;
