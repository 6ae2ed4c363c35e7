"""What the platform answers. Written by sdk/models.py; do not edit."""

from typing import Any, TypedDict


class Scope(TypedDict, total=False):
    """The coordinates of a layer. agent: agent + user; user: user; session: user + session; project, team, org: unit; company: none."""

    # A user, by id or by name.
    user: str
    # An agent, by id or by name.
    agent: str
    # A session: the caller's own name for one conversation or run.
    session: str
    # The id of a unit: a project, a team or an organization.
    unit: str


class Provenance(TypedDict, total=False):
    """Where a memory came from. `principal` is set by the server."""

    # The id of the principal that wrote it.
    principal: str
    # The session in which it was learnt.
    session: str
    # Ids of the messages that it was made from.
    message_ids: list[str]
    # How far the source is trusted, 0 to 1.
    trust: float
    # The recall that it was learnt from, if it was: what that recall gave is not kept again.
    recall_id: str
    # Set by the server: the memory that it was extracted from.
    derived_from: str
    # The id of the principal that wrote it where it was exported, if nobody here has that id:
    # `principal` imported it then.
    imported_from: str


class Memory(TypedDict, total=False):
    # UUIDv7, set by the server.
    id: str
    # agent, user, session, project, team, org or company.
    layer: str
    scope: Scope
    # fact (default), episode, procedure, preference, observation, note or hindsight.
    kind: str
    # UTF-8 text, 1 byte to 64 KiB.
    content: str
    # When what it tells of happened; the time of the call if absent.
    event_time: str
    # From when it is true; from ever if absent.
    valid_from: str
    # Until when it is true, exclusive; for ever if absent.
    valid_to: str
    # From this instant on no answer shows it.
    expires_at: str
    # The conversation or run whose turns belong together, in the order of event_time, then
    # arrival.
    episode: str
    # The id of the message at its source: an episode is deduplicated by it.
    source_message_id: str
    # At most 64 tags of at most 128 characters.
    tags: list[str]
    # At most 16 KiB of JSON, 8 levels, 512 characters in a name; docs/limits.md has the rest.
    metadata: dict[str, Any]
    # 0 to 1, 0.5 if absent.
    importance: float
    # public, internal (default), private or secret.
    sensitivity: str
    # conversation, tool_result, knowledge_sync, manual (default) or import.
    source: str
    provenance: Provenance
    # 1 for a new memory, one more with every change. Also the ETag.
    version: int
    created_at: str
    updated_at: str
    # In the answer to an add: the memory that already says this.
    duplicate_of: str
    # Ids of memories in the same scope that say nearly the same (cosine of at least 0.95).
    near_duplicates: list[str]
    # Ids of older memories whose validity this one has ended.
    supersedes: list[str]
    # The newer memory that ended the validity of this one.
    superseded_by: str
    # In the answer to an add that infers: the operation that goes on with it.
    operation: str
    # What its importance is worth now, 0 to 1: being of use lifts it, and it fades with the days
    # since it was last of use. Set by the server, never stored.
    effective_importance: float
    # Whether its content lies in the archive. It is found and read like any other; changing,
    # using or rewarding it brings it back.
    archived: bool


class EarlierMemory(TypedDict, total=False):
    """What a version has of its own."""

    # fact (default), episode, procedure, preference, observation, note or hindsight.
    kind: str
    # UTF-8 text, 1 byte to 64 KiB.
    content: str
    # When what it tells of happened; the time of the call if absent.
    event_time: str
    # From when it is true; from ever if absent.
    valid_from: str
    # Until when it is true, exclusive; for ever if absent.
    valid_to: str
    # From this instant on no answer shows it.
    expires_at: str
    # At most 64 tags of at most 128 characters.
    tags: list[str]
    # At most 16 KiB of JSON, 8 levels, 512 characters in a name; docs/limits.md has the rest.
    metadata: dict[str, Any]
    # 0 to 1, 0.5 if absent.
    importance: float
    # public, internal (default), private or secret.
    sensitivity: str
    # 1 for a new memory, one more with every change. Also the ETag.
    version: int


class EarlierVersion(TypedDict, total=False):
    """A version before the newest one of a line."""

    # added, updated, superseded or restored.
    change: str
    # The memory as this version left it.
    memory: EarlierMemory
    # The id of the principal that made the change.
    principal: str
    recorded_at: str


class MemoryVector(TypedDict, total=False):
    """What an embedding model made of a content."""

    # The vector space: model, number of components and their form, with slashes between.
    space: str
    # The components as little-endian 32-bit floats, in base64.
    embedding: str


class MemoryLine(TypedDict, total=False):
    """A memory with all that is known of it. Of a line that is imported only layer, scope and content are needed."""

    # Its newest version. Its id is kept where it is free, else the memory gets another.
    memory: Memory
    # How the newest version came about, e.g. added or updated.
    change: str
    # The id of the principal that made the newest version.
    principal: str
    # The versions before it, oldest first, each with what a version has of its own.
    earlier: list[EarlierVersion]
    # How many of the oldest versions are left out because the line would be too long.
    earlier_left_out: int
    vectors: list[MemoryVector]
    # In an export: why the memory cannot be read. Then the line has its id and nothing else, and
    # an import refuses it.
    unreadable: str


class Explanation(TypedDict, total=False):
    """The parts of a score: score = fused x precedence x importance x recency x time, each factor as given here."""

    # Cosine similarity of query and memory, absent if the dense leg did not return it.
    dense: float
    # BM25, absent if the lexical leg did not return it.
    lexical: float
    fused: float
    precedence: float
    importance: float
    recency: float
    # Above 1 for what happened when the query says, or tells a time that the query asks for.
    time: float
    # The memory's effective importance, from which the factor `importance` follows; 0.5 makes it
    # 1.
    effective_importance: float


class SearchResult(TypedDict, total=False):
    memory: Memory
    # 0 to 1; comparable within one answer.
    score: float
    explain: Explanation
    # Neighbouring turns of the same episode in order, without the result itself, where `expand`
    # asked for them.
    neighbours: list[Memory]


class SearchPage(TypedDict, total=False):
    results: list[SearchResult]
    # True if something may be missing: the index is being rebuilt or has not caught up, or a leg
    # of the search was unavailable.
    partial: bool
    recall_id: str
    # Absent on the last page.
    next_cursor: str


class ItemError(TypedDict, total=False):
    # The error code, e.g. INVALID_ARGUMENT.
    code: str
    message: str
    # The field that was wrong, if one was.
    field: str


class BatchAddResult(TypedDict, total=False):
    """One of memory and error is set."""

    memory: Memory
    error: ItemError
    duplicate_of: str


class BatchResult(TypedDict, total=False):
    results: list[BatchAddResult]
    # The operation that goes on with them, where something is inferred.
    operation: str


class MemoryPage(TypedDict, total=False):
    memories: list[Memory]
    next_cursor: str


class MemoryVersion(TypedDict, total=False):
    # added, updated, superseded or restored.
    change: str
    # The memory as this version left it.
    memory: Memory
    # The id of the principal that made the change.
    principal: str
    recorded_at: str


class HistoryPage(TypedDict, total=False):
    versions: list[MemoryVersion]
    next_cursor: str


class Superseded(TypedDict, total=False):
    older: str
    newer: str
    # changed_number, changed_time, changed_value, negated, opposite or left.
    reason: str


class OperationItem(TypedDict, total=False):
    """What became of one memory."""

    # The id of the memory.
    memory: str
    # queued, done or failed.
    state: str
    # Ids of memories in the same scope that say nearly the same.
    linked: list[str]
    # The validity of which memories ended, by which others. The memory itself is one of each
    # pair.
    superseded: list[Superseded]
    # Ids of the memories that were made from it.
    extracted: list[str]
    # Ids of memories that say already what was found in it; nothing was made of that.
    known: list[str]
    # Why it failed.
    failure: str


class ModelUsage(TypedDict, total=False):
    """What a language model has read and written."""

    model: str
    input_tokens: int
    output_tokens: int


class Operation(TypedDict, total=False):
    id: str
    # consolidate or extract.
    kind: str
    # queued, running, done or failed.
    state: str
    # How many of its memories are finished, failed ones included.
    done: int
    total: int
    # Why it failed, where it failed as a whole. What was added is kept all the same.
    failure: str
    created_at: str
    finished_at: str
    # In the order in which they were added.
    items: list[OperationItem]
    # Absent if no language model was asked.
    usage: ModelUsage


class Feedback(TypedDict, total=False):
    id: str
    reward: str
    # What was counted, -1 to 1.
    score: float
    reason: str
    recall_id: str
    # Who said it.
    principal: str
    at: str
    # The memory as it is now; only in the answer to feedback that is given.
    memory: Memory
    # Whether 3 of the last 10 rewards are negative: then the memory goes to the archive before
    # long.
    pruning_candidate: bool


class FeedbackList(TypedDict, total=False):
    feedback: list[Feedback]


class UseResult(TypedDict, total=False):
    # How many of them were not known to be of use before.
    counted: int


class Promotion(TypedDict, total=False):
    id: str
    # The memory that is promoted, and the version that is: if it changes, it is not promoted.
    memory: str
    memory_version: int
    # Where to: one layer up.
    layer: str
    # The unit of that layer, once it is known.
    unit: str
    # proposed (waits for consent), pending (waits for approval), promoted, dismissed or refused.
    state: str
    # Why the platform proposed it: 0.6 effective importance + 0.3 min(uses / 10, 1) + 0.1
    # recency.
    score: float
    # Why it is in this state, where there is more to say.
    reason: str
    # Who asked for it, once somebody did.
    principal: str
    # The request for approval, once there is one.
    approval: str
    # The memory that was made of it.
    promoted_to: str
    created_at: str
    closed_at: str


class PromotionList(TypedDict, total=False):
    promotions: list[Promotion]


class LineError(TypedDict, total=False):
    # The line's number, from 1.
    line: int
    # The id that the line names, if it names one.
    id: str
    # The error code, e.g. INVALID_ARGUMENT.
    code: str
    message: str
    # The field that was wrong, if one was.
    field: str


class ImportResult(TypedDict, total=False):
    dry_run: bool
    # How many lines there were.
    lines: int
    # How many are memories now that were not before.
    added: int
    # How many of those got another id, because theirs is taken.
    renamed: int
    # How many were there already.
    present: int
    # How many say what another memory of their scope says already, and were left out.
    duplicates: int
    # How many could not be imported; `errors` tells why.
    refused: int
    # How many were passed over because this upload has brought them before.
    passed_over: int
    # For how many the embedding model was asked, since they brought no vector of the space in
    # use.
    embedded: int
    # The first of the lines that were refused.
    errors: list[LineError]


class Upload(TypedDict, total=False):
    name: str
    # How many lines have been brought; send the file from the next one on, or send all of it
    # again.
    lines: int
    updated_at: str


class DeleteResult(TypedDict, total=False):
    # How many memories the selection has now.
    count: int
    # How many this call has deleted.
    deleted: int
    # What a further call has to bring to delete what is counted; absent if nothing is left.
    confirmation: str
    # Until when that holds.
    confirm_before: str


class RetentionRule(TypedDict, total=False):
    """How long memories of a layer are kept."""

    # agent, user, session, project, team, org or company.
    layer: str
    # How many days after its last change a memory is let go, 1 to 36,500.
    after_days: int
    # What happens to it then: delete.
    action: str
    updated_at: str
    # active, or held: it would take away so much at once that somebody has to confirm it.
    state: str
    # How many memories the rule would take away now.
    due: int
    # How many memories the layer has.
    total: int
    # What a call has to bring to have the rule take away what is due.
    confirmation: str
    # Until when that holds.
    confirm_before: str
    # When the rule was last carried out.
    last_run_at: str


class RetentionRules(TypedDict, total=False):
    rules: list[RetentionRule]


class Problem(TypedDict, total=False):
    """Why a request was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    # What was wrong and what to do.
    detail: str
    # The id of the request's trace.
    instance: str
    violations: list[dict[str, Any]]
