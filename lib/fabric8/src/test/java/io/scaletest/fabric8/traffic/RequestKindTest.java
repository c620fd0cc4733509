package io.scaletest.fabric8.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths of the API and what the audit log calls them. */
class RequestKindTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "GET | /api/v1/namespaces/a/pods/p | get | pods | a | p",
        "GET | /api/v1/namespaces/a/pods | list | pods | a | ''",
        "GET | /api/v1/pods?watch=true&resourceVersion=3 | watch | pods | '' | ''",
        "GET | /api/v1/pods?watch=1 | watch | pods | '' | ''",
        "GET | /api/v1/pods?watch=false | list | pods | '' | ''",
        "GET | /api/v1/pods?fieldManager=watch=true | list | pods | '' | ''",
        "POST | /apis/apps/v1/namespaces/a/deployments | create | deployments.apps | a | ''",
        "PUT | /apis/apps/v1/namespaces/a/deployments/d/scale | update | deployments.apps/scale | a | d",
        "PATCH | /apis/g.io/v1/namespaces/a/sites/s/status | patch | sites.g.io/status | a | s",
        "DELETE | /api/v1/namespaces/a/configmaps | deletecollection | configmaps | a | ''",
        "DELETE | /api/v1/namespaces/a/configmaps/c | delete | configmaps | a | c",
        "GET | /api/v1/namespaces | list | namespaces | '' | ''",
        "GET | /api/v1/namespaces/a | get | namespaces | '' | a",
        "PUT | /api/v1/namespaces/a/finalize | update | namespaces/finalize | '' | a",
        "PUT | /api/v1/namespaces/a/status | update | namespaces/status | '' | a",
        "GET | /api/v1/nodes/n%2B1 | get | nodes | '' | n+1",
        "POST | /api/v1/namespaces/a/pods/p/eviction | create | pods/eviction | a | p",
        "GET | /api/v1/namespaces/a/pods/p/log?follow=true | get | pods/log | a | p",
        "GET | /version | get | /version | '' | ''",
        "GET | /apis/apps/v1 | get | /apis/apps/v1 | '' | ''",
        "GET | /api/v1 | get | /api/v1 | '' | ''",
        "GET | /openapi/v3/apis/apps/v1 | get | /openapi/v3/apis/apps/v1 | '' | ''",
        "GET | / | get | / | '' | ''",
      })
  void pathsAreWhatTheAuditLogCallsThem(
      String method, String path, String verb, String resource, String namespace, String name) {
    assertThat(RequestKind.of(method, path))
        .isEqualTo(new RequestKind(verb, resource, namespace, name));
  }
}
