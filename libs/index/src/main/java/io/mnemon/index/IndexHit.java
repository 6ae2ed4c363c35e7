package io.mnemon.index;

import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * A memory that a search has found.
 *
 * @param id the memory's id
 * @param version the version that the index holds
 * @param scopeId the memory's scope
 * @param layer the memory's layer
 * @param eventTime when it happened
 * @param importance its importance, 0…1
 * @param isNamed whether the question names whose words it is
 * @param tellsTime whether its text tells when something happened
 * @param dense the cosine to the query's vector, −1…1; empty if either has none
 * @param lexical the BM25 score, above 0; empty if the lexical leg has not found it
 * @param usage how it has been of use
 */
public record IndexHit(
    UUID id,
    long version,
    UUID scopeId,
    Layer layer,
    Instant eventTime,
    double importance,
    boolean isNamed,
    boolean tellsTime,
    OptionalDouble dense,
    OptionalDouble lexical,
    Usage usage) {}
