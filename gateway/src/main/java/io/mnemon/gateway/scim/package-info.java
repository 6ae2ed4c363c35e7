/** SCIM 2.0 (RFC 7643, RFC 7644): how a company's directory pushes its users and groups. */
@NullMarked
package io.mnemon.gateway.scim;

import org.jspecify.annotations.NullMarked;
