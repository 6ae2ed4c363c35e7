package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which attributes are shown: those that were asked for, or all but those that were not wanted. The
 * id and the schemas always are.
 *
 * @param wanted in lower case; empty for all
 * @param unwanted in lower case
 */
record Projection(Set<String> wanted, Set<String> unwanted) {
  private static final Set<String> ALWAYS = Set.of("id", "schemas");

  Projection {
    wanted = Set.copyOf(wanted);
    unwanted = Set.copyOf(unwanted);
  }

  static Projection of(@Nullable String attributes, @Nullable String excluded, Schema schema) {
    return new Projection(names(attributes, schema), names(excluded, schema));
  }

  /** Whether anything of an attribute is shown. */
  boolean shows(String attribute) {
    String name = attribute.toLowerCase(Locale.ROOT);
    if (!wanted.isEmpty()) {
      return wanted.stream().anyMatch(one -> one.equals(name) || one.startsWith(name + "."));
    }
    return !unwanted.contains(name);
  }

  ObjectNode of(ObjectNode resource) {
    if (wanted.isEmpty() && unwanted.isEmpty()) {
      return resource;
    }
    List<String> names = resource.propertyStream().map(field -> field.getKey()).toList();
    for (String name : names) {
      String key = name.toLowerCase(Locale.ROOT);
      if (!ALWAYS.contains(key)) {
        if (shows(key)) {
          parts(key, resource.path(name));
        } else {
          resource.remove(name);
        }
      }
    }
    return resource;
  }

  private void parts(String parent, JsonNode value) {
    if (value instanceof ArrayNode list) {
      list.forEach(one -> parts(parent, one));
    } else if (value instanceof ObjectNode object && !wanted.contains(parent)) {
      List<String> names = object.propertyStream().map(field -> field.getKey()).toList();
      for (String name : names) {
        String key = parent + "." + name.toLowerCase(Locale.ROOT);
        boolean shown = wanted.isEmpty() ? !unwanted.contains(key) : wanted.contains(key);
        if (!shown) {
          object.remove(name);
        }
      }
    }
  }

  private static Set<String> names(@Nullable String list, Schema schema) {
    if (list == null) {
      return Set.of();
    }
    String prefix = schema.urn().toLowerCase(Locale.ROOT) + ":";
    return Arrays.stream(list.split(",", -1))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .map(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toSet());
  }
}
