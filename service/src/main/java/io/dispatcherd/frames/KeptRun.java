package io.dispatcherd.frames;

import java.util.Optional;

/**
 * What a worker is told of a run whose task a broker keeps.
 *
 * @param attempt which one this is, from 1
 * @param completion SQL with which the task can store its own end; empty if its broker has none
 */
public record KeptRun(int attempt, Optional<String> completion) {}
