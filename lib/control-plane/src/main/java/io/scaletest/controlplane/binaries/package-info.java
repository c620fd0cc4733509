/**
 * Where the control plane's executables come from: a folder that is given, envtest's folder, the
 * user's cache, or a build with Go from pinned modules.
 */
package io.scaletest.controlplane.binaries;
