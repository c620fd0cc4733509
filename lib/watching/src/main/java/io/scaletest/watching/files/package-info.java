/** Where a watcher's files are. */
package io.scaletest.watching.files;
