/** URLs of servers and proxies, in the grammar of Kubernetes' own clients. */
package io.scaletest.common.url;
