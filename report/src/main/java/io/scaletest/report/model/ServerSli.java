package io.scaletest.report.model;

/**
 * The API server's own latency of one kind of request between two scrapes of its metrics: its
 * service level indicator, in which webhooks and waiting in API Priority and Fairness have no part.
 *
 * @param verb as the server words it: {@code POST}, {@code LIST}
 * @param scope {@code resource}, {@code namespace} or {@code cluster}
 * @param count how many requests
 * @param p50Ms by the bounds of the server's buckets, of which the first is 50 ms
 */
public record ServerSli(
    String verb,
    String resource,
    String subresource,
    String scope,
    long count,
    double p50Ms,
    double p90Ms,
    double p99Ms) {}
