/**
 * What a run keeps of an API server's metrics while it goes on: their names, and the file's form.
 */
package io.scaletest.common.scrape;
