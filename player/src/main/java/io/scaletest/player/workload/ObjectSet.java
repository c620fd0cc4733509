package io.scaletest.player.workload;

import io.scaletest.common.random.Distribution;
import io.scaletest.player.language.Place;
import java.util.Map;
import java.util.Optional;

/**
 * Objects of one kind, made from one template.
 *
 * @param at where the specification has it, for messages
 * @param kind as kubectl takes it, of a set without a template; or the template's kind
 * @param apiVersion of the template; empty where the server's preferred one is meant
 * @param template the object; empty where the kind says all
 * @param size of the body in bytes; empty for as long as it is
 * @param existing the labels of objects that are there already; an empty text for all; empty where
 *     the run makes them
 */
public record ObjectSet(
    String name,
    Place at,
    String kind,
    Optional<String> apiVersion,
    Optional<Map<String, Object>> template,
    Optional<Distribution> size,
    Optional<String> existing) {}
