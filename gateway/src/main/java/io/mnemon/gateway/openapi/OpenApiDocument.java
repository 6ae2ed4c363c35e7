package io.mnemon.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The OpenAPI 3.1 document of the REST API. Paths and schemas are written from the contract that
 * the routes come from as well, so that document and routes cannot differ; what all operations
 * share is a resource.
 */
final class OpenApiDocument {
  private static final String SHARED = "/openapi-shared.json";

  private final ObjectNode root;

  private OpenApiDocument(ObjectNode root) {
    this.root = root;
  }

  static OpenApiDocument of(PublicMethods methods) {
    ContractComments comments = ContractComments.ofContract();
    Schemas schemas = new Schemas(comments);
    Operations operations = new Operations(comments, schemas);
    ObjectNode root = shared();
    ObjectNode tags = JsonNodeFactory.instance.objectNode();
    ObjectNode paths = root.putObject("paths");
    for (PublicMethod method : methods.all()) {
      tags.put(Operations.tag(method), comments.of(method.descriptor().getService().getFullName()));
      paths
          .withObjectProperty(method.path().text())
          .set(method.verb().name().toLowerCase(Locale.ROOT), operations.of(method));
    }
    var tagList = root.putArray("tags");
    tags.fields()
        .forEachRemaining(
            tag ->
                tagList
                    .addObject()
                    .put("name", tag.getKey())
                    .put("description", tag.getValue().asText()));
    ObjectNode components = root.withObjectProperty("components");
    schemas.byName().forEach(components.withObjectProperty("schemas")::set);
    return new OpenApiDocument(root);
  }

  /** The document in JSON. */
  String json() {
    return root.toString();
  }

  private static ObjectNode shared() {
    try (InputStream shared = OpenApiDocument.class.getResourceAsStream(SHARED)) {
      JsonNode root = new ObjectMapper().readTree(shared);
      return (ObjectNode) root;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + SHARED, e);
    }
  }
}
