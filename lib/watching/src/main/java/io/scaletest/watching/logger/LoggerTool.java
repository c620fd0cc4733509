package io.scaletest.watching.logger;

import io.scaletest.kube.config.ConfigurationSource;
import io.scaletest.watching.place.KindSource;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What tells one logger from another.
 *
 * @param name the tool's name
 * @param userAgent makes the user agent of the own address
 * @param addressLine makes the line that tells what the user agent is made of
 * @param configuration says which API server
 * @param kinds says what is watched
 * @param contentField the top-level field which, with labels and annotations, is an object's
 *     content
 * @param compare whether an object's state is compared with the one last seen
 * @param diffColumn whether rows tell of the comparison
 * @param ownOptions the values of the options that only this logger has, for the summary
 */
public record LoggerTool(
    String name,
    UnaryOperator<String> userAgent,
    UnaryOperator<String> addressLine,
    ConfigurationSource configuration,
    KindSource kinds,
    String contentField,
    boolean compare,
    boolean diffColumn,
    Map<String, Object> ownOptions) {}
