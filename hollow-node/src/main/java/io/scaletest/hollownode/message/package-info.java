/**
 * The API's objects in protobuf: which field has which number, what a kubelet reads of them, and a
 * writer of those it sends. Numbers are those of the {@code generated.proto} files of k8s.io/api
 * and k8s.io/apimachinery v0.36, where a field's number never changes.
 */
package io.scaletest.hollownode.message;
