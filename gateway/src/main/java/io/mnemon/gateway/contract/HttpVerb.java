package io.mnemon.gateway.contract;

/** The HTTP methods that the contract uses. */
public enum HttpVerb {
  GET,
  POST,
  PUT,
  PATCH,
  DELETE
}
