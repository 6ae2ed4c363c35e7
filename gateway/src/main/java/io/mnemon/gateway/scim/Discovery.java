package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.gateway.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What SCIM tells about itself. */
final class Discovery {
  private final ObjectNode config = read("service-provider-config.json");
  private final List<ObjectNode> resourceTypes = list(read("resource-types.json"));
  private final List<ObjectNode> schemas = list(read("schemas.json"));

  Answer config(ScimRequest request) {
    return ScimAnswers.json(200, at(config, request.base() + "/ServiceProviderConfig"), Map.of());
  }

  Answer resourceTypes(ScimRequest request) {
    return list(resourceTypes, "/ResourceTypes/", request);
  }

  Answer resourceType(ScimRequest request) {
    return one(resourceTypes, "/ResourceTypes/", request);
  }

  Answer schemas(ScimRequest request) {
    return list(schemas, "/Schemas/", request);
  }

  Answer schema(ScimRequest request) {
    return one(schemas, "/Schemas/", request);
  }

  private static Answer list(List<ObjectNode> resources, String path, ScimRequest request) {
    List<ObjectNode> located = resources.stream().map(one -> located(one, path, request)).toList();
    return ScimAnswers.list(located, located.size(), 1);
  }

  private static Answer one(List<ObjectNode> resources, String path, ScimRequest request) {
    String id = URLDecoder.decode(request.id(), StandardCharsets.UTF_8);
    return resources.stream()
        .filter(one -> one.path("id").asText().equals(id))
        .findFirst()
        .map(one -> ScimAnswers.json(200, located(one, path, request), Map.of()))
        .orElseThrow(() -> ScimException.of(404, "there is nothing of the id " + id));
  }

  private static ObjectNode located(ObjectNode resource, String path, ScimRequest request) {
    return at(resource, request.base() + path + resource.path("id").asText());
  }

  private static ObjectNode at(ObjectNode resource, String location) {
    ObjectNode copy = resource.deepCopy();
    copy.withObject("/meta").put("location", location);
    return copy;
  }

  private static List<ObjectNode> list(ObjectNode file) {
    List<ObjectNode> list = new ArrayList<>();
    for (JsonNode one : file.path("Resources")) {
      list.add((ObjectNode) one);
    }
    return list;
  }

  private static ObjectNode read(String file) {
    try (InputStream stream =
        Objects.requireNonNull(Discovery.class.getResourceAsStream("/scim/" + file), file)) {
      return Json.parse(ByteString.readFrom(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
