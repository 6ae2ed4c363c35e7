package io.mnemon.gateway.scim;

import io.mnemon.gateway.http.Answer;

/** The resources of one type. */
interface Endpoint {
  Answer list(ScimRequest request);

  Answer create(ScimRequest request);

  Answer get(ScimRequest request);

  Answer replace(ScimRequest request);

  Answer patch(ScimRequest request);

  Answer delete(ScimRequest request);
}
