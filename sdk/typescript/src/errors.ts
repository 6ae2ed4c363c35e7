import type { Problem } from "./models.js";

/** Anything that this client raises by itself. */
export class MnemonError extends Error {
  override name = "MnemonError";
}

/** No answer came: wrong address, no server, or it took longer than the timeout. */
export class UnreachableError extends MnemonError {
  override name = "UnreachableError";
}

/** A field that was wrong, e.g. `memories[3].scope.user`, and why. */
export interface Violation {
  field: string;
  message: string;
}

/** The server answered, and refused. */
export class RefusedError extends MnemonError {
  override name = "RefusedError";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly violations: readonly Violation[] = [],
    readonly traceId?: string,
  ) {
    super(`${detail} (${status} ${code}${traceId ? `, trace ${traceId}` : ""})`);
  }
}

/** The request is wrong; `violations` name the fields. */
export class InvalidRequestError extends RefusedError {
  override name = "InvalidRequestError";
}

/** There is no key, or it is not good. */
export class UnauthenticatedError extends RefusedError {
  override name = "UnauthenticatedError";
}

/** The key may not do this. */
export class ForbiddenError extends RefusedError {
  override name = "ForbiddenError";
}

/** It does not exist, or not for this key. */
export class NotFoundError extends RefusedError {
  override name = "NotFoundError";
}

/** It has changed meanwhile, or the state does not allow it. */
export class ConflictError extends RefusedError {
  override name = "ConflictError";
}

/** Too many requests, after all retries. */
export class RateLimitedError extends RefusedError {
  override name = "RateLimitedError";
}

/** The server cannot do it now (any 5xx), after all retries. */
export class UnavailableError extends RefusedError {
  override name = "UnavailableError";
}

const KINDS: Record<number, typeof RefusedError> = {
  400: InvalidRequestError,
  401: UnauthenticatedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  412: ConflictError,
  413: InvalidRequestError,
  415: InvalidRequestError,
  422: InvalidRequestError,
  429: RateLimitedError,
};

/** The error that an answer stands for. */
export async function refusal(response: Response): Promise<RefusedError> {
  const text = await response.text();
  let problem: Problem = {};
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === "object" && read !== null) problem = read;
  } catch {
    // Not from Mnemon: a proxy's page, for example.
  }
  const Kind = KINDS[response.status] ?? (response.status >= 500 ? UnavailableError : RefusedError);
  return new Kind(
    response.status,
    (problem.type ?? "http").split(":").at(-1) ?? "http",
    problem.detail ?? `${response.url} answered ${response.statusText || response.status}`,
    (problem.violations ?? []).map((v) => ({ field: String(v["field"]), message: String(v["message"]) })),
    problem.instance,
  );
}
