/**
 * kube-apiserver's treatment of a request, as far as clients can observe it: paths, verbs,
 * defaults, optimistic concurrency, patches, graceful deletion, discovery, tables, errors.
 */
package io.scaletest.embedded.api;
