import { MnemonError, UnreachableError } from "./errors.js";
import type * as models from "./models.js";
import { type Call, type Options, Transport, part, sleep, waitMs } from "./transport.js";

export * from "./errors.js";
export type * from "./models.js";
export type { Options } from "./transport.js";

export type Time = string | Date;

/** What a new memory may say of itself. */
export interface NewMemory
  extends Partial<Omit<models.Memory, "event_time" | "valid_from" | "valid_to" | "expires_at">> {
  content: string;
  layer: string;
  event_time?: Time;
  valid_from?: Time;
  valid_to?: Time;
  expires_at?: Time;
}

/** What is to be changed of a memory; null takes a field away, where a memory can be without it. */
export type Changes = {
  [Field in keyof NewMemory]?: NewMemory[Field] | (Field extends "content" | "event_time" ? never : null);
};

export interface Writing {
  /** none (default), consolidate or extract. */
  infer?: string;
  /** A call with the same key is carried out once; a new one if absent. */
  idempotencyKey?: string;
}

export interface Selection {
  scope?: models.Scope;
  layers?: string[];
  kinds?: string[];
  tags?: string[];
  filter?: Record<string, unknown>;
}

export interface Seen {
  as_of?: Time;
  known_at?: Time;
}

export interface Search extends Selection, Seen {
  limit?: number;
  cursor?: string;
  threshold?: number;
  mode?: string;
  reference_time?: Time;
  expand?: number;
  explain?: boolean;
}

export interface Listing extends Selection, Seen {
  episode?: string;
  pageSize?: number;
}

/** Lines of an export, as text without line breaks, or as objects. */
export type Lines = Iterable<string | object> | AsyncIterable<string | object>;

/** A connection to Mnemon, to be kept and shared. */
export class Mnemon {
  readonly #transport: Transport;

  constructor(options: Options = {}) {
    this.#transport = new Transport(options);
  }

  add(memory: NewMemory, writing: Writing = {}): Promise<models.Memory> {
    return this.keyed("/v1/memories", memory, writing.idempotencyKey, { infer: writing.infer });
  }

  /** Adds several in one call. Each has its result, in the same order: a memory or an error. */
  addMany(memories: NewMemory[], writing: Writing = {}): Promise<models.BatchResult> {
    return this.keyed("/v1/memories:batch", { memories, infer: writing.infer }, writing.idempotencyKey);
  }

  /** Finds memories by meaning and by words, the best first. */
  search(query: string, options: Search = {}): Promise<models.SearchPage> {
    return this.#transport.json({ method: "POST", path: "/v1/memories/search", body: { query, ...options } });
  }

  get(id: string, seen: Seen = {}): Promise<models.Memory> {
    return this.#transport.json({ method: "GET", path: `/v1/memories/${part(id)}`, query: { ...seen } });
  }

  /** Changes the named fields; null takes one away. With `version` only if it is still the memory's version. */
  update(id: string, changes: Changes, options: { version?: number } = {}): Promise<models.Memory> {
    return this.#transport.json({
      method: "PATCH",
      path: `/v1/memories/${part(id)}`,
      body: changes,
      headers: ifMatch(options.version),
      repeatable: false,
    });
  }

  /** Deletes it; with `purge` its content goes at once, else seven days later. */
  delete(id: string, options: { version?: number; purge?: boolean } = {}): Promise<void> {
    return this.#transport.json({
      method: "DELETE",
      path: `/v1/memories/${part(id)}`,
      query: { purge: options.purge },
      headers: ifMatch(options.version),
      repeatable: options.version === undefined,
    });
  }

  /** Undoes that another memory superseded it. */
  restore(id: string, options: { version?: number } = {}): Promise<models.Memory> {
    return this.#transport.json({
      method: "POST",
      path: `/v1/memories/${part(id)}:restore`,
      body: {},
      headers: ifMatch(options.version),
      repeatable: false,
    });
  }

  /** Its versions, from page to page. */
  history(id: string, options: { pageSize?: number } = {}): AsyncGenerator<models.MemoryVersion> {
    return this.pages(`/v1/memories/${part(id)}/history`, "versions", { limit: options.pageSize });
  }

  /** All memories that match, from page to page. */
  list({ pageSize, ...options }: Listing = {}): AsyncGenerator<models.Memory> {
    return this.pages("/v1/memories", "memories", { ...options, limit: pageSize });
  }

  /** Says that it was helpful, irrelevant, outdated, inaccurate or a duplicate. */
  feedback(
    id: string,
    reward: string,
    options: { score?: number; reason?: string; recall_id?: string; idempotencyKey?: string } = {},
  ): Promise<models.Feedback> {
    const { idempotencyKey, ...rest } = options;
    return this.keyed(`/v1/memories/${part(id)}/feedback`, { reward, ...rest }, idempotencyKey);
  }

  /** Says which memories of a search were of use; each counts once. */
  used(recallId: string, memories: string[]): Promise<models.UseResult> {
    return this.#transport.json({ method: "POST", path: `/v1/recalls/${part(recallId)}/used`, body: { memories } });
  }

  /** Promotes it one layer up, at once or by an approval. */
  promote(id: string, options: { unit?: string } = {}): Promise<models.Promotion> {
    return this.#transport.json({
      method: "POST",
      path: `/v1/memories/${part(id)}/promote`,
      body: options,
      repeatable: false,
    });
  }

  operation(id: string): Promise<models.Operation> {
    return this.#transport.json({ method: "GET", path: `/v1/operations/${part(id)}` });
  }

  /** The operation when it is done or has failed. */
  async wait(operation: string, { timeoutMs = 60_000, everyMs = 200 } = {}): Promise<models.Operation> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const now = await this.operation(operation);
      if (now.finished_at) return now;
      if (performance.now() + everyMs > end) {
        throw new MnemonError(
          `operation ${operation} is ${now.state} after ${timeoutMs} ms: wait again, or with a longer timeout`,
        );
      }
      await sleep(everyMs);
    }
  }

  /** All memories with their versions, as they come; goes on by itself if the line breaks. */
  async *export(
    options: Selection & { after?: string; vectors?: boolean } = {},
  ): AsyncGenerator<models.MemoryLine> {
    let after = options.after;
    for (let attempt = 0; ; attempt++) {
      const call: Call = { method: "GET", path: "/v1/memories:export", query: { ...options, after } };
      const body = await this.#transport.send(call, async (response) => response.body);
      if (!body) return;
      const lines = linesOf(body);
      try {
        for (;;) {
          let next: IteratorResult<string>;
          try {
            next = await lines.next();
          } catch (error) {
            if (attempt < this.#transport.retries) break;
            throw new UnreachableError(`the export broke off after ${after}`, { cause: error });
          }
          if (next.done) return;
          const line = JSON.parse(next.value) as models.MemoryLine;
          after = line.memory.id;
          attempt = 0;
          yield line;
        }
      } finally {
        await lines.return(undefined); // also if nobody wants more lines
      }
      await sleep(waitMs(attempt, null));
    }
  }

  /**
   * Takes in lines of an export. An array is sent again if the connection breaks, and what had come is passed over;
   * other lines can be read only once and are sent once. With `upload`, a name of yours, the same call goes on where it
   * broke off. `timeoutMs` is how long it may stand still, an array how long it may take; 600,000.
   */
  import(
    source: Lines,
    options: { dryRun?: boolean; upload?: string; timeoutMs?: number } = {},
  ): Promise<models.ImportResult> {
    const again = Array.isArray(source);
    const named = again && !options.dryRun ? `import-${crypto.randomUUID()}` : undefined;
    return this.#transport.json({
      method: "POST",
      path: "/v1/memories:import",
      query: { dry_run: options.dryRun, upload: options.upload ?? named },
      lines: again ? source.map(lineOf).join("") : (goesOn) => streamOf(source, goesOn),
      repeatable: again,
      once: !again,
      timeoutMs: options.timeoutMs ?? 600_000,
    });
  }

  /** How much of an upload has come. */
  upload(name: string): Promise<models.Upload> {
    return this.#transport.json({ method: "GET", path: `/v1/uploads/${part(name)}` });
  }

  /**
   * Without `confirmation` counts; with the one in that answer deletes what was counted. That takes a call for every
   * 10,000; if one fails, those before it have deleted. If there is more than was counted, it stops and has a new count
   * with its confirmation.
   */
  async deleteMany(options: Selection & { confirmation?: string; purge?: boolean }): Promise<models.DeleteResult> {
    let { confirmation } = options;
    for (let deleted = 0; ; ) {
      const answer = await this.#transport.json<models.DeleteResult>({
        method: "POST",
        path: "/v1/memories:delete",
        body: { ...options, confirmation },
        repeatable: confirmation === undefined,
      });
      deleted += answer.deleted;
      confirmation = answer.confirmation;
      if (!answer.deleted || !confirmation) return { ...answer, deleted };
    }
  }

  retention(): Promise<models.RetentionRules> {
    return this.#transport.json({ method: "GET", path: "/v1/retention" });
  }

  /** Keeps memories of a layer for so many days after their last change. */
  putRetention(
    layer: string,
    rule: { after_days: number; action?: string; confirmation?: string },
  ): Promise<models.RetentionRule> {
    const body = { action: "delete", ...rule };
    return this.#transport.json({ method: "PUT", path: `/v1/retention/${part(layer)}`, body });
  }

  deleteRetention(layer: string): Promise<void> {
    return this.#transport.json({ method: "DELETE", path: `/v1/retention/${part(layer)}` });
  }

  /** A POST that the server carries out once, however often it comes. */
  private keyed<T>(path: string, body: object, key?: string, query?: Record<string, unknown>): Promise<T> {
    const headers = { "Idempotency-Key": key ?? crypto.randomUUID() };
    return this.#transport.json({ method: "POST", path, body, headers, query });
  }

  private async *pages<T>(path: string, name: string, query: Record<string, unknown>): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const page = await this.#transport.json<Record<string, unknown>>({
        method: "GET",
        path,
        query: { ...query, cursor },
      });
      yield* (page[name] ?? []) as T[];
      cursor = page["next_cursor"] as string | undefined;
    } while (cursor);
  }
}

function ifMatch(version?: number): Record<string, string> {
  return version === undefined ? {} : { "If-Match": `"${version}"` };
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
      rest = done ? "" : (lines.pop() ?? "");
      for (const line of lines) if (line.trim()) yield line;
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function lineOf(line: string | object): string {
  return `${typeof line === "string" ? line.trimEnd() : JSON.stringify(line)}\n`;
}

/** Nothing is read of the lines before it is sent. */
function streamOf(source: Lines, goesOn: () => void): ReadableStream<Uint8Array> {
  const lines = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await lines.next();
        goesOn();
        if (next.done) return controller.close();
        controller.enqueue(encoder.encode(lineOf(next.value)));
      },
      async cancel() {
        await lines.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
