/** What a specification asks for, checked: objects, load, watchers, phases and limits. */
package io.scaletest.player.workload;
