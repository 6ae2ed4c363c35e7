// What the platform answers. Written by sdk/models.py; do not edit.

/** The coordinates of a layer. agent: agent + user; user: user; session: user + session; project, team, org: unit; company: none. */
export interface Scope {
  /** A user, by id or by name. */
  user?: string;
  /** An agent, by id or by name. */
  agent?: string;
  /** A session: the caller's own name for one conversation or run. */
  session?: string;
  /** The id of a unit: a project, a team or an organization. */
  unit?: string;
}

/** Where a memory came from. `principal` is set by the server. */
export interface Provenance {
  /** The id of the principal that wrote it. */
  principal?: string;
  /** The session in which it was learnt. */
  session?: string;
  /** Ids of the messages that it was made from. */
  message_ids?: string[];
  /** How far the source is trusted, 0 to 1. */
  trust?: number;
  /** The recall that it was learnt from, if it was: what that recall gave is not kept again. */
  recall_id?: string;
  /** Set by the server: the memory that it was extracted from. */
  derived_from?: string;
  /** The id of the principal that wrote it where it was exported, if nobody here has that id: `principal` imported it then. */
  imported_from?: string;
}

export interface Memory {
  /** UUIDv7, set by the server. */
  id: string;
  /** agent, user, session, project, team, org or company. */
  layer: string;
  scope?: Scope;
  /** fact (default), episode, procedure, preference, observation, note or hindsight. */
  kind: string;
  /** UTF-8 text, 1 byte to 64 KiB. */
  content: string;
  /** When what it tells of happened; the time of the call if absent. */
  event_time?: string;
  /** From when it is true; from ever if absent. */
  valid_from?: string;
  /** Until when it is true, exclusive; for ever if absent. */
  valid_to?: string;
  /** From this instant on no answer shows it. */
  expires_at?: string;
  /** The conversation or run whose turns belong together, in the order of event_time, then arrival. */
  episode?: string;
  /** The id of the message at its source: an episode is deduplicated by it. */
  source_message_id?: string;
  /** At most 64 tags of at most 128 characters. */
  tags?: string[];
  /** At most 16 KiB of JSON, 8 levels, 512 characters in a name; docs/limits.md has the rest. */
  metadata?: Record<string, unknown>;
  /** 0 to 1, 0.5 if absent. */
  importance?: number;
  /** public, internal (default), private or secret. */
  sensitivity?: string;
  /** conversation, tool_result, knowledge_sync, manual (default) or import. */
  source?: string;
  provenance?: Provenance;
  /** 1 for a new memory, one more with every change. Also the ETag. */
  version: number;
  created_at: string;
  updated_at: string;
  /** In the answer to an add: the memory that already says this. */
  duplicate_of?: string;
  /** Ids of memories in the same scope that say nearly the same (cosine of at least 0.95). */
  near_duplicates?: string[];
  /** Ids of older memories whose validity this one has ended. */
  supersedes?: string[];
  /** The newer memory that ended the validity of this one. */
  superseded_by?: string;
  /** In the answer to an add that infers: the operation that goes on with it. */
  operation?: string;
  /** What its importance is worth now, 0 to 1: being of use lifts it, and it fades with the days since it was last of use. Set by the server, never stored. */
  effective_importance?: number;
  /** Whether its content lies in the archive. It is found and read like any other; changing, using or rewarding it brings it back. */
  archived?: boolean;
}

/** What a version has of its own. */
export interface EarlierMemory {
  /** fact (default), episode, procedure, preference, observation, note or hindsight. */
  kind: string;
  /** UTF-8 text, 1 byte to 64 KiB. */
  content: string;
  /** When what it tells of happened; the time of the call if absent. */
  event_time?: string;
  /** From when it is true; from ever if absent. */
  valid_from?: string;
  /** Until when it is true, exclusive; for ever if absent. */
  valid_to?: string;
  /** From this instant on no answer shows it. */
  expires_at?: string;
  /** At most 64 tags of at most 128 characters. */
  tags?: string[];
  /** At most 16 KiB of JSON, 8 levels, 512 characters in a name; docs/limits.md has the rest. */
  metadata?: Record<string, unknown>;
  /** 0 to 1, 0.5 if absent. */
  importance?: number;
  /** public, internal (default), private or secret. */
  sensitivity?: string;
  /** 1 for a new memory, one more with every change. Also the ETag. */
  version: number;
}

/** A version before the newest one of a line. */
export interface EarlierVersion {
  /** added, updated, superseded or restored. */
  change: string;
  /** The memory as this version left it. */
  memory: EarlierMemory;
  /** The id of the principal that made the change. */
  principal?: string;
  recorded_at: string;
}

/** What an embedding model made of a content. */
export interface MemoryVector {
  /** The vector space: model, number of components and their form, with slashes between. */
  space?: string;
  /** The components as little-endian 32-bit floats, in base64. */
  embedding?: string;
}

/** A memory with all that is known of it. Of a line that is imported only layer, scope and content are needed. */
export interface MemoryLine {
  /** Its newest version. Its id is kept where it is free, else the memory gets another. */
  memory: Memory;
  /** How the newest version came about, e.g. added or updated. */
  change?: string;
  /** The id of the principal that made the newest version. */
  principal?: string;
  /** The versions before it, oldest first, each with what a version has of its own. */
  earlier?: EarlierVersion[];
  /** How many of the oldest versions are left out because the line would be too long. */
  earlier_left_out?: number;
  vectors?: MemoryVector[];
  /** In an export: why the memory cannot be read. Then the line has its id and nothing else, and an import refuses it. */
  unreadable?: string;
}

/** The parts of a score: score = fused x precedence x importance x recency x time, each factor as given here. */
export interface Explanation {
  /** Cosine similarity of query and memory, absent if the dense leg did not return it. */
  dense?: number;
  /** BM25, absent if the lexical leg did not return it. */
  lexical?: number;
  fused?: number;
  precedence?: number;
  importance?: number;
  recency?: number;
  /** Above 1 for what happened when the query says, or tells a time that the query asks for. */
  time?: number;
  /** The memory's effective importance, from which the factor `importance` follows; 0.5 makes it 1. */
  effective_importance?: number;
}

export interface SearchResult {
  memory: Memory;
  /** 0 to 1; comparable within one answer. */
  score: number;
  explain?: Explanation;
  /** Neighbouring turns of the same episode in order, without the result itself, where `expand` asked for them. */
  neighbours?: Memory[];
}

export interface SearchPage {
  results: SearchResult[];
  /** True if something may be missing: the index is being rebuilt or has not caught up, or a leg of the search was unavailable. */
  partial: boolean;
  recall_id: string;
  /** Absent on the last page. */
  next_cursor?: string;
}

export interface ItemError {
  /** The error code, e.g. INVALID_ARGUMENT. */
  code: string;
  message: string;
  /** The field that was wrong, if one was. */
  field?: string;
}

/** One of memory and error is set. */
export interface BatchAddResult {
  memory?: Memory;
  error?: ItemError;
  duplicate_of?: string;
}

export interface BatchResult {
  results: BatchAddResult[];
  /** The operation that goes on with them, where something is inferred. */
  operation?: string;
}

export interface MemoryPage {
  memories: Memory[];
  next_cursor?: string;
}

export interface MemoryVersion {
  /** added, updated, superseded or restored. */
  change: string;
  /** The memory as this version left it. */
  memory: Memory;
  /** The id of the principal that made the change. */
  principal?: string;
  recorded_at: string;
}

export interface HistoryPage {
  versions: MemoryVersion[];
  next_cursor?: string;
}

export interface Superseded {
  older?: string;
  newer?: string;
  /** changed_number, changed_time, changed_value, negated, opposite or left. */
  reason?: string;
}

/** What became of one memory. */
export interface OperationItem {
  /** The id of the memory. */
  memory: string;
  /** queued, done or failed. */
  state: string;
  /** Ids of memories in the same scope that say nearly the same. */
  linked?: string[];
  /** The validity of which memories ended, by which others. The memory itself is one of each pair. */
  superseded?: Superseded[];
  /** Ids of the memories that were made from it. */
  extracted?: string[];
  /** Ids of memories that say already what was found in it; nothing was made of that. */
  known?: string[];
  /** Why it failed. */
  failure?: string;
}

/** What a language model has read and written. */
export interface ModelUsage {
  model?: string;
  input_tokens?: number;
  output_tokens?: number;
}

export interface Operation {
  id: string;
  /** consolidate or extract. */
  kind: string;
  /** queued, running, done or failed. */
  state: string;
  /** How many of its memories are finished, failed ones included. */
  done: number;
  total: number;
  /** Why it failed, where it failed as a whole. What was added is kept all the same. */
  failure?: string;
  created_at: string;
  finished_at?: string;
  /** In the order in which they were added. */
  items?: OperationItem[];
  /** Absent if no language model was asked. */
  usage?: ModelUsage;
}

export interface Feedback {
  id: string;
  reward: string;
  /** What was counted, -1 to 1. */
  score?: number;
  reason?: string;
  recall_id?: string;
  /** Who said it. */
  principal?: string;
  at?: string;
  /** The memory as it is now; only in the answer to feedback that is given. */
  memory: Memory;
  /** Whether 3 of the last 10 rewards are negative: then the memory goes to the archive before long. */
  pruning_candidate?: boolean;
}

export interface FeedbackList {
  feedback: Feedback[];
}

export interface UseResult {
  /** How many of them were not known to be of use before. */
  counted: number;
}

export interface Promotion {
  id: string;
  /** The memory that is promoted, and the version that is: if it changes, it is not promoted. */
  memory: string;
  memory_version?: number;
  /** Where to: one layer up. */
  layer?: string;
  /** The unit of that layer, once it is known. */
  unit?: string;
  /** proposed (waits for consent), pending (waits for approval), promoted, dismissed or refused. */
  state: string;
  /** Why the platform proposed it: 0.6 effective importance + 0.3 min(uses / 10, 1) + 0.1 recency. */
  score?: number;
  /** Why it is in this state, where there is more to say. */
  reason?: string;
  /** Who asked for it, once somebody did. */
  principal?: string;
  /** The request for approval, once there is one. */
  approval?: string;
  /** The memory that was made of it. */
  promoted_to?: string;
  created_at?: string;
  closed_at?: string;
}

export interface PromotionList {
  promotions: Promotion[];
}

export interface LineError {
  /** The line's number, from 1. */
  line: number;
  /** The id that the line names, if it names one. */
  id?: string;
  /** The error code, e.g. INVALID_ARGUMENT. */
  code?: string;
  message: string;
  /** The field that was wrong, if one was. */
  field?: string;
}

export interface ImportResult {
  dry_run: boolean;
  /** How many lines there were. */
  lines: number;
  /** How many are memories now that were not before. */
  added: number;
  /** How many of those got another id, because theirs is taken. */
  renamed: number;
  /** How many were there already. */
  present: number;
  /** How many say what another memory of their scope says already, and were left out. */
  duplicates: number;
  /** How many could not be imported; `errors` tells why. */
  refused: number;
  /** How many were passed over because this upload has brought them before. */
  passed_over: number;
  /** For how many the embedding model was asked, since they brought no vector of the space in use. */
  embedded: number;
  /** The first of the lines that were refused. */
  errors: LineError[];
}

export interface Upload {
  name: string;
  /** How many lines have been brought; send the file from the next one on, or send all of it again. */
  lines: number;
  updated_at?: string;
}

export interface DeleteResult {
  /** How many memories the selection has now. */
  count: number;
  /** How many this call has deleted. */
  deleted: number;
  /** What a further call has to bring to delete what is counted; absent if nothing is left. */
  confirmation?: string;
  /** Until when that holds. */
  confirm_before?: string;
}

/** How long memories of a layer are kept. */
export interface RetentionRule {
  /** agent, user, session, project, team, org or company. */
  layer: string;
  /** How many days after its last change a memory is let go, 1 to 36,500. */
  after_days: number;
  /** What happens to it then: delete. */
  action: string;
  updated_at?: string;
  /** active, or held: it would take away so much at once that somebody has to confirm it. */
  state?: string;
  /** How many memories the rule would take away now. */
  due?: number;
  /** How many memories the layer has. */
  total?: number;
  /** What a call has to bring to have the rule take away what is due. */
  confirmation?: string;
  /** Until when that holds. */
  confirm_before?: string;
  /** When the rule was last carried out. */
  last_run_at?: string;
}

export interface RetentionRules {
  rules: RetentionRule[];
}

/** Why a request was refused (RFC 9457). */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  /** What was wrong and what to do. */
  detail?: string;
  /** The id of the request's trace. */
  instance?: string;
  violations?: Record<string, unknown>[];
}
