package io.dispatcherd.metrics;

/**
 * What a client asks for.
 *
 * @param method the method, as it was sent
 * @param path the path alone, without a query
 */
record Request(String method, String path) {}
