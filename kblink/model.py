"""The words of kblink: frozen data classes that every layer speaks in. No I/O, no logic.

Paths are POSIX strings relative to the vault's root. Lines and columns count from 1, columns in
code points; offsets count code points of the note's text without its BOM. Ends are exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

LinkKind: TypeAlias = Literal[
    "wiki", "embed", "markdown", "reference", "image", "html", "property", "canvas"
]
LinkStatus: TypeAlias = Literal[
    "ok",
    "external",
    "ignored",
    "ambiguous",
    "broken-note",
    "broken-heading",
    "broken-block",
    "missing-attachment",
]
TargetKind: TypeAlias = Literal["note", "heading", "block", "attachment", "external", "none"]
Severity: TypeAlias = Literal["error", "warning", "note", "off"]
TitleSource: TypeAlias = Literal["front-matter", "heading", "name"]
SearchMode: TypeAlias = Literal["hybrid", "dense", "keyword"]
HitUnit: TypeAlias = Literal["section", "note"]
TextKind: TypeAlias = Literal["passage", "query"]

NOTE_SUFFIXES = (".md", ".markdown")
"""What the path of a note ends in, whatever its case."""


def is_note(path: str) -> bool:
    """Whether a path is one of a Markdown file, not of an attachment, a canvas or a base."""
    return path.lower().endswith(NOTE_SUFFIXES)


# --- files and text -----------------------------------------------------------------------------


class FileEntry(NamedTuple):
    """A file of the vault as a directory scan sees it; `size` in bytes, `mtime_ns` in ns."""

    path: str
    size: int
    mtime_ns: int


class Span(NamedTuple):
    """Where something stands in a note; `text[span.start:span.end]` is its raw text.

    A tuple, since a large vault has millions: it is made, and sent between processes, several times
    as fast as a data class.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `text` is its source text, `span` covers that text without the `#` marks."""

    level: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """A block id (`^id`), without the caret."""

    id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag without its `#`, as written; nested ones keep their `/`."""

    name: str
    span: Span


class Link(NamedTuple):
    """An occurrence of a link in a note; a tuple for the same reason as a span.

    `raw` is the file's own slice at `span`. `target` is what comes before the fragment, decoded
    (percent, entities) for Markdown and HTML, verbatim for wiki-links; for an external link the
    whole address. `fragment` is what follows the first `#`, None where there is none. `display` is
    the text shown instead of the target, None where the link has none of its own. `external` tells
    an address outside of any vault, `commented` a link inside `%% … %%`.
    """

    kind: LinkKind
    raw: str
    span: Span
    target: str
    fragment: str | None = None
    display: str | None = None
    external: bool = False
    commented: bool = False


@dataclass(frozen=True, slots=True)
class Suppression:
    """Findings that a note's author silences: those on `line`, or in the whole note where it is 0.

    Without `codes` it silences all.
    """

    line: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that reading one note found wrong with it; becomes a finding of the same code."""

    code: str
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Note:
    """One Markdown file, parsed.

    `date` is the day that its front matter gives (ISO 8601), `anchors` are ids and names set by
    HTML, `footnotes` labels.
    """

    path: str
    title: str
    title_source: TitleSource
    language: str
    date: str | None = None
    aliases: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    headings: tuple[Heading, ...] = ()
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    anchors: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    suppressions: tuple[Suppression, ...] = ()


class Named(Protocol):
    """Whatever bears a note's path and names."""

    @property
    def path(self) -> str:
        """From the vault's root."""

    @property
    def title(self) -> str:
        """Of front matter, of the first heading, or the file's name."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Of front matter."""


@dataclass(frozen=True, slots=True)
class Section:
    """The unit that is embedded and found: the text under one heading, or a passage of it.

    `heading_path` leads from the outermost heading to its own. `body` is what a person reads (link
    markup replaced by display text); `text` is what is embedded: title, heading path, body.
    `digest` is the sha256 of `text` in hexadecimal. `line` and `end_line` (exclusive) bound it.
    """

    ordinal: int
    heading_path: tuple[str, ...]
    line: int
    end_line: int
    body: str
    text: str
    digest: str
    language: str


# --- links --------------------------------------------------------------------------------------


class Target(NamedTuple):
    """What a link leads to. `path` is None where nothing was found; `fragment_ok` is None where
    there is no fragment that could be checked."""

    kind: TargetKind
    path: str | None = None
    fragment: str | None = None
    fragment_ok: bool | None = None


class Candidate(NamedTuple):
    """A place where a broken link may have been meant to lead; `replacement` is the whole link."""

    path: str
    replacement: str
    confidence: float
    reason: str


class ResolvedLink(NamedTuple):
    """A link with its verdict; `warnings` are finding codes that do not change the status."""

    link: Link
    status: LinkStatus
    target: Target
    warnings: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Finding(NamedTuple):
    """One diagnostic of `check`. `link` is the raw link, `target` its decoded target, or the name
    that a finding on no link is about."""

    code: str
    severity: Severity
    path: str
    span: Span
    message: str
    link: str | None = None
    target: str | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class WebAddresses:
    """What became of the addresses of web links: `total` different ones, of which `asked` were
    requested and the rest known from lately. `unknown` holds (address, reason)."""

    total: int
    asked: int
    dead: int
    redirected: int
    unknown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check` found. `links` counts external ones too; `resolved` holds every link by note.

    `known` counts the findings of a baseline, which are not among `findings`. `web` is None where
    web links were not requested.
    """

    vault: str
    notes: int
    links: int
    findings: tuple[Finding, ...]
    resolved: tuple[tuple[str, tuple[ResolvedLink, ...]], ...] = ()
    known: int = 0
    web: WebAddresses | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of a note that names another one (its file name, title or alias) without a link."""

    path: str
    span: Span
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NoteLinks:
    """A note's links: `outgoing` in the order of the text, `backlinks` with the note they stand in,
    `mentions` of it in other notes that are no links."""

    path: str
    title: str
    outgoing: tuple[ResolvedLink, ...]
    backlinks: tuple[tuple[str, ResolvedLink], ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The numbers of a vault; each list of pairs begins with the greatest number.

    `statuses` and `kinds` count links, `languages` notes, `tags` occurrences, `most_linked` the
    notes that link to a path, `most_wanted` the notes that link to a name that no file bears.
    `orphans` are notes that no other links to, `dead_ends` those that link to no other,
    `components` the groups of notes that links connect, single notes included. `links` counts all
    but ignored ones; `size` is that of notes and attachments, in bytes.
    """

    vault: str
    notes: int
    excluded: int
    attachments: int
    size: int
    links: int
    statuses: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    findings: tuple[tuple[str, int], ...]
    tags: tuple[tuple[str, int], ...]
    most_linked: tuple[tuple[str, int], ...]
    most_wanted: tuple[tuple[str, int], ...]
    orphans: tuple[str, ...]
    dead_ends: tuple[str, ...]
    components: int


# --- encoder, index, search ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What makes two encoders give the same vectors; vectors of different ones never mix.

    `name` tells the numeric form where it is not single precision (`...-bf16`). `weights` is the
    sha256 of the weights file; `dimension` counts components, `max_length` tokens.
    """

    name: str
    weights: str
    pooling: str
    dimension: int
    max_length: int
    query_prefix: str = ""
    passage_prefix: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormFidelity:
    """How close a model's vectors in a numeric form are to the original's: cosines over texts."""

    form: str
    language: str
    mean: float
    least: float


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model of this machine, by the `key` of its export.

    `engine` is what runs it; `refusal` says why it could not be exported. `size` is in bytes, that
    of the export, else of the weights. `source` is the folder that it comes from.
    """

    identity: EncoderIdentity
    key: str
    source: str
    size: int
    default: bool
    engine: str
    refusal: str = ""
    warnings: tuple[str, ...] = ()
    fidelity: tuple[FormFidelity, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of a long run: `done` of `total` units of `stage`."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be indexed, or only in part, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A line that so many `notes` share; it is left out of what is embedded."""

    text: str
    notes: int


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run of `index` did; `seconds` of wall time, `size` of the index in bytes.

    `boilerplate`: the lines left out of what is embedded, those of most notes first. `learned`: the
    linked pairs of notes that it was learned from after it what is related; 0 where nothing was.
    """

    vault: str
    notes_total: int
    notes_new: int
    notes_changed: int
    notes_gone: int
    sections_total: int
    sections_embedded: int
    sections_reused: int
    links_total: int
    skipped: tuple[Skipped, ...]
    seconds: float
    size: int
    boilerplate: tuple[RepeatedLine, ...] = ()
    learned: int = 0


@dataclass(frozen=True, slots=True)
class Staleness:
    """How the vault differs from its index, in notes."""

    new: int
    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class Status:
    """What the index holds. `languages` counts notes; `index_size` is in bytes.

    `engine` is what would encode text now; the vectors are those of `encoder`. `learned` counts the
    linked pairs of notes that the weights of related notes were learned from; 0 where these are
    those that ship.
    """

    vault: str
    notes: int
    sections: int
    links: int
    languages: tuple[tuple[str, int], ...]
    encoder: EncoderIdentity
    encoder_id: str
    generation: int
    engine: str
    index_kind: str
    index_size: int
    stale: Staleness
    learned: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A section (or a note by its best section) that answers a query.

    `score` is in [0, 1] and compares within one query only. `dense` is a cosine, `keyword` a BM25
    (higher is better); None where that side did not find it. `line` is that of the best sentence.
    `highlights`: (start, end) of the words of the query in the snippet, in code points.
    """

    path: str
    title: str
    heading_path: tuple[str, ...]
    line: int
    score: float
    dense: float | None
    keyword: float | None
    snippet: str
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SectionFilter:
    """Which sections a search may find: all conditions must hold.

    `tags` match without regard to case and with what is nested in them (`ai` matches `ai/llm`).
    `path_glob` is matched against the whole path: `*` and `?` cross folders, `**/` stands for any
    folders or none, a final `/` for everything below. `since` and `until` are days (ISO 8601, both
    included): the one in a note's front matter, else the one on which its file was changed.
    """

    tags: tuple[str, ...] = ()
    path_glob: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """How a query is to be answered, whatever its words are: `limit` hits at the most."""

    mode: SearchMode = "hybrid"
    limit: int = 10
    per: HitUnit = "note"
    where: SectionFilter = SectionFilter()


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of one query, best first.

    `corrected`: words of it that are nowhere in the vault, each with what was looked for instead;
    `read_as` is the query with these in their places.
    """

    query: str
    hits: tuple[Hit, ...]
    read_as: str
    corrected: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PassageRef:
    """A passage quoted as evidence."""

    path: str
    heading_path: tuple[str, ...]
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class RelatedNote:
    """A note related to another: `score`, in [0, 1], is how probable a link between them is, the
    popularity of this one aside, and `shares` what each group of signals adds to the logarithm of
    its odds, beyond the usual.

    `source` and `target` are the most telling pair of passages, whose cosine is `similarity`;
    `naming` the phrase of either note that names the other; `neighbours` the first of the
    `neighbour_count` notes that both are linked with.
    """

    path: str
    title: str
    score: float
    similarity: float
    linked: bool
    source: PassageRef
    target: PassageRef
    shares: Mapping[str, float] = field(default_factory=dict)
    naming: PassageRef | None = None
    neighbours: tuple[str, ...] = ()
    neighbour_count: int = 0


LinkFormat: TypeAlias = Literal["shortest", "relative", "absolute"]


@dataclass(frozen=True, slots=True)
class SuggestedLink:
    """A phrase of a note that should lead to another note.

    `span` is where `anchor`, the phrase as it stands in the file, is. `confidence` is the
    probability that a writer would make the link; `signals` what speaks for it, by name;
    `evidence` the same in a few words.
    """

    path: str
    span: Span
    anchor: str
    target: str
    confidence: float
    signals: Mapping[str, float]
    evidence: str


class NewLinks(NamedTuple):
    """How a vault's program is set to write new links: the path that they give, and whether they
    are Markdown links rather than wiki-links."""

    format: LinkFormat = "shortest"
    as_markdown: bool = False


@dataclass(frozen=True, slots=True)
class Rescuer:
    """A note that should link to an orphan.

    `score`, in [0, 1], compares the rescuers of one orphan. `mention` is a phrase of it that names
    the orphan, where there is one, `passage` the one of it that is nearest to the orphan's text.
    `is_linked` tells that the orphan links to it.
    """

    path: str
    title: str
    score: float
    mention: Mention | None
    passage: PassageRef | None
    is_linked: bool


@dataclass(frozen=True, slots=True)
class Orphan:
    """A note that no other note links to, and those that should, best first."""

    path: str
    title: str
    rescuers: tuple[Rescuer, ...]


@dataclass(frozen=True, slots=True)
class PassageDifference:
    """A passage of one note that the other lacks (then that is None), or has in other words."""

    first: PassageRef | None
    second: PassageRef | None


DuplicateKind: TypeAlias = Literal["same", "near", "part"]


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two notes that say much the same, by path.

    `kind`: they say the `same`, if in another order (`is_reordered`); are `near` to it; or the
    first is `part` of the second. `first_share` and `second_share` are the shares, in [0, 1], of
    each note's words that stand in the other, `similarity` that of both together.
    """

    first: str
    second: str
    kind: DuplicateKind
    similarity: float
    first_share: float
    second_share: float
    is_reordered: bool
    differences: tuple[PassageDifference, ...]


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Notes that say much the same: (path, title) of each, and pairs, most alike first, that join
    them all: one less than there are notes."""

    notes: tuple[tuple[str, str], ...]
    pairs: tuple[DuplicatePair, ...]


@dataclass(frozen=True, slots=True)
class SuggestedTag:
    """A tag that a note may be given, with the probability that its writer would; `like` are the
    nearest notes that bear it."""

    name: str
    confidence: float
    like: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteTags:
    """The `tags` of a note, as they are written, and those that are suggested, surest first."""

    path: str
    title: str
    tags: tuple[str, ...]
    suggested: tuple[SuggestedTag, ...]


@dataclass(frozen=True, slots=True)
class HeldOutTags:
    """What was suggested to the tagged notes by what was learned from others: how many tags, what
    share of these they bear (`precision`), and what share of theirs is among them (`recall`)."""

    suggested: int
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class TagReport:
    """Tags for notes, those with `confidence` at least: so many were `learned`, from so many
    `tagged` notes. Where these are too few, `held_out` is None, `refusal` says why, and no tag is
    suggested."""

    confidence: float
    tagged: int
    learned: int
    held_out: HeldOutTags | None
    notes: tuple[NoteTags, ...]
    refusal: str = ""


# --- edits --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of one span of one file.

    `start` and `end` are offsets as those of a `Span`: code points of the text without its BOM,
    line ends as they stand. `old` is what stands there, `new` what shall. `digest` is the sha256
    (hexadecimal) of all bytes of the file that the edit was computed from.
    """

    path: str
    start: int
    end: int
    old: str
    new: str
    digest: str


class Move(NamedTuple):
    """A file or folder that gets another path; both from the vault's root."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What a run of edits has written. `journal` names its record, None where nothing was written;
    `refused` are files that were left alone, and why."""

    journal: str | None
    edits: tuple[Edit, ...] = ()
    refused: tuple[Skipped, ...] = ()


class Rewrite(NamedTuple):
    """An edit as it is reported: with its place (from 1), how sure it is, and why it is made."""

    edit: Edit
    line: int
    column: int
    confidence: float
    reason: str


class LeftLink(NamedTuple):
    """A link that a repair or a move leaves as it is, and why; line and column count from 1."""

    path: str
    line: int
    column: int
    link: str
    reason: str


@dataclass(frozen=True, slots=True)
class EditReport:
    """What `fix` or `mv` did, or would do where it is not `applied`. `created` are new notes."""

    vault: str
    applied: bool
    journal: str | None
    rewrites: tuple[Rewrite, ...]
    skipped: tuple[LeftLink, ...]
    moves: tuple[Move, ...] = ()
    created: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested link, and what is to stand in the file in place of its phrase."""

    link: SuggestedLink
    replacement: str


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """What `suggest` found, or wrote where it is `applied`: by note, the surest of each first.

    `edits` are those that write it. `skipped` are phrases and notes that were left as they are, and
    why; `rejected` and `never` count what a person answered so.
    """

    vault: str
    applied: bool
    journal: str | None
    suggestions: tuple[Suggestion, ...]
    edits: tuple[Edit, ...] = ()
    skipped: tuple[LeftLink, ...] = ()
    rejected: int = 0
    never: int = 0


class Dismissed(NamedTuple):
    """A link that is not to be suggested again: from `phrase` to `target`, in `note`, or anywhere
    where that is None."""

    phrase: str
    note: str | None
    target: str


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What `undo` took back: the `command` that `journal` is the record of. `restored` are paths
    as they are now; `refused` were left alone."""

    vault: str
    journal: str
    command: str
    restored: tuple[str, ...]
    refused: tuple[Skipped, ...]


# --- evaluation ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and the bounds of its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured over `cases` cases: by ranker, then metric."""

    cases: int
    metrics: Mapping[str, Mapping[str, Interval]]


class ReliabilityBin(NamedTuple):
    """Suggestions whose confidence is from `low` to `high` (exclusive, but for 1): how many, how
    sure on average, and what share of them is right; both 0 where there is none."""

    low: float
    high: float
    cases: int
    confidence: float
    precision: float


class CurvePoint(NamedTuple):
    """What is had of suggestions with at least a `confidence`: the share of them that is right, the
    share of what there is to be found that is among them, and how many they are."""

    confidence: float
    precision: float
    recall: float
    cases: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether confidences hold: the expected calibration `error`, in [0, 1], with its bins, and
    precision and recall by confidence."""

    error: float
    bins: tuple[ReliabilityBin, ...]
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good rankers are by one protocol, over all cases and over those of each of `kinds`.

    `seeds` are those of all that was drawn at random. `calibration` is there where what is ranked
    has a confidence.
    """

    vault: str
    protocol: str
    seeds: tuple[int, ...]
    overall: Measured
    kinds: Mapping[str, Measured]
    calibration: Calibration | None = None
