/**
 * Bodies of requests, written and not bound: text, times and names as the API server wants them.
 */
package io.scaletest.hollownode.json;
