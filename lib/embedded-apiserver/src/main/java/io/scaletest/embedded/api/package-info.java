/**
 * What kube-apiserver does with a request, as far as clients can tell: paths, verbs, defaults,
 * optimistic concurrency, patches, graceful deletion, discovery, tables, errors.
 */
package io.scaletest.embedded.api;
