package io.mnemon.memory.recall;

import java.util.OptionalDouble;

/**
 * The parts of a score: {@code score = min(1, fused × precedence × importance × recency × time)}.
 *
 * @param dense the cosine of query and memory, empty if one of them has no vector
 * @param lexical BM25, empty if no word was found
 * @param fused what both legs say together, 0 to 1
 * @param precedence below 1 if a more specific layer says nearly the same
 * @param importance 1 for a memory of effective importance 0.5
 * @param recency 1 for what happened just now, a little less for what is old
 * @param time above 1 for what happened when the query says, or tells a time that the query asks
 *     for
 * @param effectiveImportance what the importance is worth now, from which the factor follows
 */
public record Explanation(
    OptionalDouble dense,
    OptionalDouble lexical,
    double fused,
    double precedence,
    double importance,
    double recency,
    double time,
    double effectiveImportance) {}
