package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.filters.Filter;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One change of one attribute.
 *
 * @param attribute its name as it was written, e.g. {@code emails}
 * @param filter which of its values are meant, e.g. {@code type eq "work"}
 * @param part the part of it that is meant, e.g. {@code value}
 * @param value the new value; missing where there is none
 */
record PatchStep(
    Op op, String attribute, Optional<Filter> filter, Optional<String> part, JsonNode value) {
  private static final int MAX_PATH = 1_000;

  /** What is done. */
  enum Op {
    ADD,
    REPLACE,
    REMOVE
  }

  /**
   * The attribute that a path names; empty for one of an extension which is not kept.
   *
   * @throws ScimException invalidPath
   */
  static Optional<PatchStep> of(Op op, String path, JsonNode value, Schema schema) {
    Path parsed;
    if (path.length() > MAX_PATH) {
      throw ScimException.bad(
          Reason.INVALID_PATH, "a path has at most " + MAX_PATH + " characters");
    }
    try {
      parsed = Path.fromString(path);
    } catch (BadRequestException e) {
      throw ScimException.bad(
          Reason.INVALID_PATH, "the path \"" + path + "\" is not understood: " + Json.told(e));
    }
    String urn = parsed.getSchemaUrn();
    if (Schema.ENTERPRISE_USER.equalsIgnoreCase(urn) && schema == Schema.USER) {
      return Optional.empty();
    }
    List<Path.Element> elements = new ArrayList<>();
    parsed.forEach(elements::add);
    boolean known = urn == null || urn.equalsIgnoreCase(schema.urn());
    if (!known || elements.isEmpty() || elements.size() > 2) {
      throw unknown(path);
    }
    Path.Element first = elements.getFirst();
    Optional<String> part =
        elements.size() == 2 ? Optional.of(elements.getLast().getAttribute()) : Optional.empty();
    return Optional.of(
        new PatchStep(
            op, first.getAttribute(), Optional.ofNullable(first.getValueFilter()), part, value));
  }

  /** The attribute's name as it is compared. */
  String key() {
    return attribute.toLowerCase(Locale.ROOT);
  }

  /** The part's name as it is compared; empty for the whole attribute. */
  String partKey() {
    return part.orElse("").toLowerCase(Locale.ROOT);
  }

  boolean isRemoval() {
    return op == Op.REMOVE;
  }

  /** Refuses a filter or a part where the attribute has neither. */
  PatchStep plain() {
    if (filter.isPresent() || part.isPresent()) {
      throw unknown(attribute + part.map(name -> "." + name).orElse("[…]"));
    }
    return this;
  }

  static ScimException unknown(String path) {
    return ScimException.bad(
        Reason.INVALID_PATH, "there is no attribute \"" + path + "\": see /scim/v2/Schemas");
  }
}
