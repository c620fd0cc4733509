/**
 * What a watcher keeps of an object: enough to compare two of its states and to date them, and none
 * of its content. Lines of a watch are cut and decoded here, without a tree of the JSON.
 */
package io.scaletest.watching.object;
