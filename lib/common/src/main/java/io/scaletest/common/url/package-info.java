/** URLs of servers and proxies, with the grammar that Kubernetes' own clients take. */
package io.scaletest.common.url;
