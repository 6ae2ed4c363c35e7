import { MnemonError, UnreachableError, refusal } from "./errors.js";

/** Where Mnemon is and how patiently it is called. */
export interface Options {
  /** Its address; MNEMON_URL, else http://localhost:8080. */
  url?: string;
  /** The key; MNEMON_API_KEY. */
  apiKey?: string;
  /** How long an answer may take, in milliseconds; 30,000. */
  timeoutMs?: number;
  /** How often a call is made again that may be made again; 3. */
  retries?: number;
  /** What carries requests; the global fetch. */
  fetch?: typeof fetch;
}

/**
 * One request. `repeatable`: doing it twice is the same as doing it once. `once`: its body can be read only once, so it
 * is sent only once.
 */
export interface Call {
  method: string;
  path: string;
  query?: Record<string, unknown>;
  body?: object;
  /** Lines of JSON; whoever makes them as they are sent says each time that it goes on. */
  lines?: string | ((goesOn: () => void) => ReadableStream<Uint8Array>);
  headers?: Record<string, string>;
  repeatable?: boolean;
  once?: boolean;
  timeoutMs?: number;
}

const TRANSIENT = new Set([429, 502, 503, 504]);
const LONGEST_WAIT_MS = 60_000;

/** Carries calls, and makes them again where that is safe. Nothing that prints it sees the key. */
export class Transport {
  readonly retries: number;
  readonly #url: string;
  readonly #key: string;
  readonly #timeoutMs: number;
  readonly #fetch: typeof fetch;

  constructor(options: Options) {
    const url = options.url ?? environment("MNEMON_URL") ?? "http://localhost:8080";
    const key = options.apiKey ?? environment("MNEMON_API_KEY");
    if (!key) throw new MnemonError("no API key: give apiKey or set MNEMON_API_KEY");
    if (!/^https?:\/\//.test(url)) throw new MnemonError(`"${url}" is no address: write it as http://host:port`);
    this.#url = url.replace(/\/+$/, "");
    this.#key = key.trim();
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.retries = options.retries ?? 3;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  async json<T>(call: Call): Promise<T> {
    return this.send(call, async (response) => {
      const text = await response.text();
      return (text ? JSON.parse(text) : undefined) as T;
    });
  }

  /** Sends until there is an answer that `read` has read, or nothing more may be tried. */
  async send<T>(call: Call, read: (response: Response) => Promise<T>): Promise<T> {
    const repeatable = call.repeatable ?? true;
    const most = call.once ? 0 : this.retries;
    let uncertain = false; // whether an attempt before may have been carried out
    for (let attempt = 0; ; attempt++) {
      let asked: string | null = null;
      const stop = new AbortController();
      const startTimer = () => setTimeout(() => stop.abort(), call.timeoutMs ?? this.#timeoutMs);
      let timer: ReturnType<typeof setTimeout> | undefined = startTimer();
      const goesOn = () => {
        if (timer === undefined) return; // there is an answer already
        clearTimeout(timer);
        timer = startTimer();
      };
      try {
        const response = await this.#fetch(this.#url + call.path + query(call.query), this.request(call, stop.signal, goesOn));
        if (response.ok) return await read(response);
        if (uncertain && call.method === "DELETE" && response.status === 404) return undefined as T;
        const again = response.status === 429 || (repeatable && TRANSIENT.has(response.status));
        if (attempt >= most || !again) throw await refusal(response);
        asked = response.headers.get("Retry-After");
        await response.body?.cancel();
        uncertain ||= response.status !== 429;
      } catch (error) {
        if (error instanceof MnemonError || error instanceof SyntaxError) throw error;
        const unsent = neverSent(error);
        if (attempt >= most || !(repeatable || unsent)) {
          const reason = stop.signal.aborted ? "it took longer than the timeout" : reasonOf(error);
          throw new UnreachableError(`${this.#url} does not answer: ${reason}`, { cause: error });
        }
        uncertain ||= !unsent;
      } finally {
        clearTimeout(timer);
        timer = undefined;
      }
      await sleep(waitMs(attempt, asked));
    }
  }

  private request(call: Call, signal: AbortSignal, goesOn: () => void): RequestInit {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.#key}`, ...call.headers };
    const request: RequestInit & { duplex?: "half" } = { method: call.method, headers, signal };
    if (call.lines !== undefined) {
      headers["Content-Type"] = "application/x-ndjson";
      if (typeof call.lines === "string") {
        request.body = call.lines;
      } else {
        request.body = call.lines(goesOn);
        request.duplex = "half";
      }
    } else if (call.body) {
      headers["Content-Type"] = "application/json";
      request.body = JSON.stringify(call.body);
    }
    return request;
  }
}

export const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** What the server asks for, a minute at most; else 0.2 s, doubling, with jitter. */
export function waitMs(attempt: number, retryAfter: string | null): number {
  if (retryAfter) {
    const seconds = Number(retryAfter);
    const asked = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1000;
    if (!Number.isNaN(asked)) return Math.min(Math.max(asked, 0), LONGEST_WAIT_MS);
  }
  return Math.min(200 * 2 ** attempt, 5_000) * (0.5 + Math.random() / 2);
}

/** An id as one part of a path. */
export function part(id: string): string {
  if (!id || id === "." || id === "..") throw new MnemonError(`an id is needed, not "${id}"`);
  return encodeURIComponent(id);
}

function query(values: Record<string, unknown> = {}): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) for (const one of value) found.append(name, String(one));
    else if (value instanceof Date) found.append(name, value.toISOString());
    else if (name === "filter") found.append(name, JSON.stringify(value));
    else if (typeof value === "object") {
      for (const [inner, of] of Object.entries(value)) if (of !== undefined) found.append(`${name}.${inner}`, String(of));
    } else found.append(name, String(value));
  }
  const text = found.toString();
  return text && `?${text}`;
}

function environment(name: string): string | undefined {
  const host = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return host.process?.env?.[name] || undefined;
}

/** Only Node tells that no connection was made; a browser never does. */
function neverSent(error: unknown): boolean {
  const code = (error as { cause?: { code?: string } }).cause?.code ?? "";
  return ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"].includes(code);
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? `${message}: ${cause.message}` : message;
}
