package io.mnemon.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Reads bodies that strangers send as trees: one value, no name twice, of bounded size. */
public final class StrictJson {
  // Each becomes an object: of a few bytes on the wire, of many here.
  static final int MAX_TOKENS = 500_000;

  private StrictJson() {}

  /**
   * @param maxDepth how deep objects and lists may lie in each other
   */
  public static ObjectMapper mapper(int maxDepth) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxTokenCount(MAX_TOKENS)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .build();
  }
}
