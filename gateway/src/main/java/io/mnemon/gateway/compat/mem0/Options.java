package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a search or a list asks for. Beside its filters stand options that narrow as well; one that
 * is not known is refused, because an answer without it would be too wide.
 */
final class Options {
  private static final List<String> NARROWING =
      List.of(
          "filters",
          "user_id",
          "agent_id",
          "app_id",
          "run_id",
          "metadata",
          "categories",
          "start_date",
          "end_date",
          "latest_only");

  /** What changes nothing here, or only how an answer looks there. */
  private static final List<String> WITHOUT_EFFECT =
      List.of(
          "rerank",
          "keyword_search",
          "filter_memories",
          "fields",
          "show_expired",
          "source",
          "version",
          "api_version",
          "output_format",
          "async_mode",
          "enable_graph",
          "org_id",
          "project_id",
          "org_name",
          "project_name");

  private final Fields fields;

  private Options(Fields fields) {
    this.fields = fields;
  }

  /**
   * The fields of a request, be they in its body or its URL, which comes first.
   *
   * @param own what the operation knows beside what narrows
   * @throws ServiceException INVALID_ARGUMENT if there is another one
   */
  static Fields of(CompatRequest request, String... own) {
    ObjectNode all = Json.object();
    if (!request.body().isEmpty()) {
      all.setAll(request.fields().object());
    }
    request.query().forEach(all::put);
    List<String> known = new ArrayList<>(List.of(own));
    known.addAll(NARROWING);
    known.addAll(WITHOUT_EFFECT);
    Fields fields = new Fields(all, "");
    fields.requireOnly(known);
    return fields;
  }

  /** Whose memories are asked for, and what must hold of them. */
  static Filters.Meaning meaning(Fields fields) {
    Filters.Meaning filters = Filters.of(fields.parsed("filters"));
    Entities beside = Entities.of(fields);
    Entities entities = filters.entities().or(beside);
    if (entities.areNone()) {
      throw ServiceException.invalid(
          "filters", "must name at least one of user_id, agent_id, app_id and run_id");
    }
    if (!entities.equals(beside.or(filters.entities()))) {
      throw ServiceException.invalid("filters", "name somebody else than the request beside them");
    }
    List<ObjectNode> conditions = new ArrayList<>(filters.conditions());
    conditions.addAll(new Options(fields).conditions());
    return new Filters.Meaning(entities, conditions);
  }

  private List<ObjectNode> conditions() {
    List<ObjectNode> conditions = new ArrayList<>();
    fields
        .parsed("metadata")
        .filter(wanted -> !wanted.all().isEmpty())
        .ifPresent(wanted -> conditions.addAll(Filters.ofMetadata(wanted)));
    categories().ifPresent(any -> conditions.add(condition("tags", "in", any)));
    fields
        .text("start_date")
        .map(date -> TextNode.valueOf(Times.checked("start_date", date)))
        .ifPresent(from -> conditions.add(condition("created_at", "gte", from)));
    fields.text("end_date").map(Options::until).ifPresent(conditions::add);
    if (fields.bool("latest_only", false)) {
      conditions.add(condition("valid_to", "exists", BooleanNode.valueOf(false)));
    }
    return conditions;
  }

  private Optional<JsonNode> categories() {
    ArrayNode any = Json.object().arrayNode();
    fields
        .any("categories")
        .filter(JsonNode::isTextual)
        .ifPresentOrElse(
            text -> List.of(text.asText().split(",", -1)).forEach(any::add),
            () -> fields.list("categories").ifPresent(list -> list.forEach(any::add)));
    if (any.isEmpty() && fields.has("categories")) {
      throw fields.invalid("categories", "is empty: leave it out for all");
    }
    return any.isEmpty() ? Optional.empty() : Optional.of(any);
  }

  /** The whole of a day, where a date ends it. */
  private static ObjectNode until(String date) {
    String end = Times.endOf("end_date", date);
    String operator = end.equals(Times.inFilter(date)) ? "lte" : "lt";
    return condition("created_at", operator, TextNode.valueOf(Times.checked("end_date", end)));
  }

  private static ObjectNode condition(String field, String operator, JsonNode operand) {
    return Json.object().set(field, Json.object().set(operator, operand));
  }
}
