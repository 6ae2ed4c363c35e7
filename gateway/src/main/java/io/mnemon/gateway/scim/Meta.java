package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import java.time.Instant;

/** What is told about a resource itself. */
record Meta(String type, String location, Instant created, Instant lastModified, long version) {
  static Meta of(
      String type, String location, Timestamp created, Timestamp lastModified, long version) {
    return new Meta(type, location, instant(created), instant(lastModified), version);
  }

  void write(ObjectNode resource) {
    resource
        .putObject("meta")
        .put("resourceType", type)
        .put("created", created.toString())
        .put("lastModified", lastModified.toString())
        .put("location", location)
        .put("version", ScimAnswers.etag(version));
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
