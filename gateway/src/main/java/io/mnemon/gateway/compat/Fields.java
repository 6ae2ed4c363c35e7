package io.mnemon.gateway.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ServiceException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a JSON object; what is null counts as absent. Whatever has another type than is
 * asked for is refused with INVALID_ARGUMENT.
 *
 * @param path of the object within the body; empty for the body itself
 */
public record Fields(ObjectNode object, String path) {
  public Optional<JsonNode> any(String name) {
    return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
  }

  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** A text that is not empty; of numbers, which some clients use as names, their digits. */
  public Optional<String> text(String name) {
    return any(name)
        .map(
            value -> {
              if (value.isTextual() || value.isIntegralNumber()) {
                return value.asText();
              }
              throw invalid(name, "must be a text");
            })
        .filter(text -> !text.isEmpty());
  }

  public String requiredText(String name) {
    return text(name).orElseThrow(() -> invalid(name, "is missing"));
  }

  /** A whole number within limits; texts of the URL count as well. */
  public int number(String name, int orElse, int least, int most) {
    return any(name)
        .map(
            value -> {
              try {
                long number =
                    value.isTextual()
                        ? Long.parseLong(value.asText())
                        : value.canConvertToLong() && value.isIntegralNumber()
                            ? value.asLong()
                            : Long.MIN_VALUE;
                if (number >= least && number <= most) {
                  return (int) number;
                }
              } catch (NumberFormatException e) {
                // Refused below like every other value that is none.
              }
              throw invalid(name, "must be a whole number, %d to %d".formatted(least, most));
            })
        .orElse(orElse);
  }

  public Optional<JsonNode> fraction(String name) {
    return any(name)
        .map(
            value -> {
              if (value.isNumber()) {
                return value;
              }
              throw invalid(name, "must be a number");
            });
  }

  public boolean bool(String name, boolean orElse) {
    return any(name)
        .map(
            value -> {
              if (value.isBoolean()) {
                return value.asBoolean();
              }
              return switch (value.isTextual() ? value.asText() : "") {
                case "true", "True" -> true;
                case "false", "False" -> false;
                default -> throw invalid(name, "must be true or false");
              };
            })
        .orElse(orElse);
  }

  public Optional<Fields> object(String name) {
    return any(name)
        .map(
            value -> {
              if (value instanceof ObjectNode object) {
                return new Fields(object, at(name));
              }
              throw invalid(name, "must be an object");
            });
  }

  /** An object, be it written as a text of JSON, as those in a URL are. */
  public Optional<Fields> parsed(String name) {
    return any(name).filter(JsonNode::isTextual).isPresent()
        ? any(name).map(text -> new Fields(Json.parse(at(name), text.asText()), at(name)))
        : object(name);
  }

  public Optional<JsonNode> list(String name) {
    return any(name)
        .map(
            value -> {
              if (value.isArray()) {
                return value;
              }
              throw invalid(name, "must be a list");
            });
  }

  /**
   * Refuses every field that is not known: left out, it would mean more than somebody wanted to
   * say.
   */
  public void requireOnly(Collection<String> known) {
    for (Map.Entry<String, JsonNode> one : all()) {
      if (!one.getValue().isNull() && !known.contains(one.getKey())) {
        throw invalid(one.getKey(), "is not known here: use " + String.join(", ", known));
      }
    }
  }

  public Set<Map.Entry<String, JsonNode>> all() {
    return object.properties();
  }

  public String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  public ServiceException invalid(String name, String message) {
    return ServiceException.invalid(at(name), message);
  }
}
