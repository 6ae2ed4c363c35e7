/** The REST API described for programs (OpenAPI 3.1) and for people. */
@NullMarked
package io.mnemon.gateway.openapi;

import org.jspecify.annotations.NullMarked;
