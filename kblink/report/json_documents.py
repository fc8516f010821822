"""The JSON documents that programs read: `kblink/<command>/1`.

Each function returns a dict whose keys are fixed; keys may be added within a version, never taken
away or renamed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

from kblink.report.languages import unknown_languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kblink.model import (
        Answer,
        Calibration,
        Candidate,
        CheckReport,
        Dismissed,
        DuplicateGroup,
        DuplicatePair,
        EditReport,
        Evaluation,
        Finding,
        Hit,
        IndexReport,
        Measured,
        Mention,
        ModelInfo,
        NoteLinks,
        Orphan,
        PassageRef,
        RelatedNote,
        Rescuer,
        ResolvedLink,
        Statistics,
        Status,
        Suggestion,
        SuggestReport,
        TagReport,
        UndoReport,
        WebAddresses,
    )
    from kblink.report.code_words import CodeWords

Document: TypeAlias = dict[str, Any]

# JSON allows these as they are, but terminals act on them, readers of JSON Lines break lines at
# some, and lone surrogates cannot be encoded. Escaped, the document means the same.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def dumps(document: Mapping[str, Any], *, compact: bool = False) -> str:
    """Return `document` as JSON, indented by two blanks, or on one line where `compact`."""
    text = json.dumps(
        document,
        ensure_ascii=False,
        allow_nan=False,
        indent=None if compact else 2,
        separators=(",", ":") if compact else None,
    )
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def init_document(path: str, profile: str, mark: str | None) -> Document:
    """Return where settings were written; `mark` is what in the vault told the profile."""
    return {"schema": "kblink/init/1", "path": path, "profile": profile, "mark": mark}


def index_document(report: IndexReport) -> Document:
    """Return what one run of `index` did."""
    return {
        "schema": "kblink/index/1",
        "vault": report.vault,
        "notes": {
            "total": report.notes_total,
            "new": report.notes_new,
            "changed": report.notes_changed,
            "gone": report.notes_gone,
        },
        "sections": {
            "total": report.sections_total,
            "embedded": report.sections_embedded,
            "reused": report.sections_reused,
        },
        "skipped": [{"path": item.path, "reason": item.reason} for item in report.skipped],
        "seconds": round(report.seconds, 3),
        "bytes": report.size,
        "boilerplate": [{"line": line.text, "notes": line.notes} for line in report.boilerplate],
        "learned": report.learned,
    }


def status_document(status: Status) -> Document:
    """Return what the index holds and how far the vault has moved on from it."""
    return {
        "schema": "kblink/status/1",
        "vault": status.vault,
        "notes": status.notes,
        "sections": status.sections,
        "links": status.links,
        "languages": dict(status.languages),
        "encoder": {
            "name": status.encoder.name,
            "id": status.encoder_id,
            "dimension": status.encoder.dimension,
            "languages": list(status.encoder.languages),
            "engine": status.engine,
            "unknown_languages": [code for code, _ in unknown_languages(status)],
        },
        "index": {
            "generation": status.generation,
            "kind": status.index_kind,
            "bytes": status.index_size,
        },
        "stale": {
            "new": status.stale.new,
            "changed": status.stale.changed,
            "gone": status.stale.gone,
        },
        "related": {"learned_pairs": status.learned},
    }


def models_document(models: Iterable[ModelInfo]) -> Document:
    """Return models of this machine, those that ship first."""
    return {"schema": "kblink/models/1", "models": [_model(info) for info in models]}


def check_document(
    report: CheckReport, shown: Iterable[Finding], *, all_links: bool = False
) -> Document:
    """Return the findings `shown` under a summary that counts all of `report`.

    With `all_links`, every link of the report and its verdict follow under `links`.
    """
    document: Document = {
        "schema": "kblink/check/1",
        "vault": report.vault,
        "summary": {
            "notes": report.notes,
            "links": report.links,
            "findings": dict(sorted(Counter(item.code for item in report.findings).items())),
        },
        "findings": [_finding(item) for item in shown],
    }
    if report.known:
        document["summary"]["known"] = report.known
    if report.web is not None:
        document["summary"]["web"] = _web(report.web)
    if all_links:
        document["links"] = [
            _resolved_link(path, item) for path, links in report.resolved for item in links
        ]
    return document


def search_document(answer: Answer) -> Document:
    """Return the hits of one query, best first; `corrected` where it had words of no note."""
    document: Document = {
        "schema": "kblink/search/1",
        "query": answer.query,
        "hits": [_hit(hit) for hit in answer.hits],
    }
    if answer.corrected:
        document["corrected"] = dict(answer.corrected)
    return document


def related_document(path: str, related: Sequence[RelatedNote]) -> Document:
    """Return the notes related to the one at `path`, best first."""
    return {
        "schema": "kblink/related/1",
        "path": path,
        "related": [_related(item) for item in related],
    }


def orphans_document(orphans: Iterable[Orphan]) -> Document:
    """Return the notes that no other links to, each with those that should, best first."""
    return {
        "schema": "kblink/orphans/1",
        "orphans": [
            {
                "path": orphan.path,
                "title": orphan.title,
                "rescuers": [_rescuer(each) for each in orphan.rescuers],
            }
            for orphan in orphans
        ],
    }


def _rescuer(rescuer: Rescuer) -> Document:
    mention = rescuer.mention
    return {
        "path": rescuer.path,
        "title": rescuer.title,
        "score": _number(rescuer.score),
        "linked": rescuer.is_linked,
        "mention": None if mention is None else _mention(mention),
        "passage": None if rescuer.passage is None else _passage(rescuer.passage),
    }


def _mention(mention: Mention) -> Document:
    return {
        "path": mention.path,
        "line": mention.span.line,
        "column": mention.span.column,
        "text": mention.text,
        "sentence": mention.sentence,
    }


def duplicates_document(groups: Iterable[DuplicateGroup]) -> Document:
    """Return the groups of notes that say much the same, most alike first."""
    return {
        "schema": "kblink/duplicates/1",
        "groups": [
            {
                "notes": [{"path": path, "title": title} for path, title in group.notes],
                "pairs": [_duplicate_pair(pair) for pair in group.pairs],
            }
            for group in groups
        ],
    }


def _duplicate_pair(pair: DuplicatePair) -> Document:
    return {
        "first": pair.first,
        "second": pair.second,
        "kind": pair.kind,
        "similarity": _number(pair.similarity),
        "first_share": _number(pair.first_share),
        "second_share": _number(pair.second_share),
        "reordered": pair.is_reordered,
        "differences": [
            {
                "first": None if each.first is None else _passage(each.first),
                "second": None if each.second is None else _passage(each.second),
            }
            for each in pair.differences
        ],
    }


def tags_document(report: TagReport) -> Document:
    """Return tags for notes; where there was too little to learn from, `refusal` says so."""
    held_out = report.held_out
    return {
        "schema": "kblink/tags/1",
        "confidence": report.confidence,
        "learned_from": {"notes": report.tagged, "tags": report.learned},
        "held_out": None
        if held_out is None
        else {
            "suggested": held_out.suggested,
            "precision": _number(held_out.precision),
            "recall": _number(held_out.recall),
        },
        "refusal": report.refusal or None,
        "notes": [
            {
                "path": note.path,
                "title": note.title,
                "tags": list(note.tags),
                "suggested": [
                    {
                        "tag": each.name,
                        "confidence": _number(each.confidence),
                        "like": list(each.like),
                    }
                    for each in note.suggested
                ],
            }
            for note in report.notes
        ],
    }


def links_document(links: NoteLinks) -> Document:
    """Return a note's links, the links to it, and the phrases that name it without one."""
    return {
        "schema": "kblink/links/1",
        "path": links.path,
        "title": links.title,
        "links": [_resolved_link(links.path, item) for item in links.outgoing],
        "backlinks": [
            {
                "path": path,
                "line": item.link.span.line,
                "column": item.link.span.column,
                "raw": item.link.raw,
                "status": item.status,
            }
            for path, item in links.backlinks
        ],
        "mentions": [_mention(item) for item in links.mentions],
    }


def stats_document(numbers: Statistics) -> Document:
    """Return the numbers of a vault; counts by name are objects that keep their order."""
    return {
        "schema": "kblink/stats/1",
        "vault": numbers.vault,
        "notes": numbers.notes,
        "excluded": numbers.excluded,
        "attachments": numbers.attachments,
        "size": numbers.size,
        "links": numbers.links,
        "statuses": dict(numbers.statuses),
        "kinds": dict(numbers.kinds),
        "languages": dict(numbers.languages),
        "findings": dict(numbers.findings),
        "tags": dict(numbers.tags),
        "most_linked": dict(numbers.most_linked),
        "most_wanted": dict(numbers.most_wanted),
        "orphans": list(numbers.orphans),
        "dead_ends": list(numbers.dead_ends),
        "components": numbers.components,
    }


def eval_document(evaluation: Evaluation) -> Document:
    """Return how good rankers are by one protocol, over all `cases` and by their kinds."""
    return {
        "schema": "kblink/eval/1",
        "vault": evaluation.vault,
        "protocol": evaluation.protocol,
        "seeds": list(evaluation.seeds),
        **_measured(evaluation.overall),
        "calibration": (
            None if evaluation.calibration is None else _calibration(evaluation.calibration)
        ),
        "kinds": {kind: _measured(measured) for kind, measured in evaluation.kinds.items()},
    }


def explain_document(words: CodeWords) -> Document:
    """Return what there is to say on one code; `example` is there where the code has one."""
    return {"schema": "kblink/explain/1", **_code(words)}


def codes_document(codes: Iterable[CodeWords]) -> Document:
    """Return the words on all codes."""
    return {"schema": "kblink/explain/1", "codes": [_code(words) for words in codes]}


def _code(words: CodeWords) -> Document:
    document: Document = {
        "code": words.code,
        "severity": words.severity,
        "title": words.title,
        "explanation": words.explanation,
    }
    if words.example:
        document["example"] = words.example
    return document


def _model(info: ModelInfo) -> Document:
    identity = info.identity
    return {
        "name": identity.name,
        "key": info.key,
        "dimension": identity.dimension,
        "max_length": identity.max_length,
        "pooling": identity.pooling,
        "query_prefix": identity.query_prefix,
        "passage_prefix": identity.passage_prefix,
        "languages": list(identity.languages),
        "bytes": info.size,
        "sha256": identity.weights,
        "source": info.source,
        "default": info.default,
        "engine": info.engine,
        "refusal": info.refusal,
        "warnings": list(info.warnings),
        "fidelity": [
            {
                "form": each.form,
                "language": each.language,
                "mean": each.mean,
                "least": each.least,
            }
            for each in info.fidelity
        ],
    }


def _web(web: WebAddresses) -> Document:
    return {
        "addresses": web.total,
        "asked": web.asked,
        "dead": web.dead,
        "redirected": web.redirected,
        "unknown": [{"address": address, "reason": reason} for address, reason in web.unknown],
    }


def _finding(finding: Finding) -> Document:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "path": finding.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        "link": finding.link,
        "target": finding.target,
        "message": finding.message,
        "candidates": [_candidate(item) for item in finding.candidates],
    }


def _candidate(candidate: Candidate) -> Document:
    return {
        "path": candidate.path,
        "replacement": candidate.replacement,
        "confidence": _number(candidate.confidence),
        "reason": candidate.reason,
    }


def _resolved_link(path: str, item: ResolvedLink) -> Document:
    return {
        "path": path,
        "line": item.link.span.line,
        "column": item.link.span.column,
        "kind": item.link.kind,
        "raw": item.link.raw,
        "status": item.status,
        "target": {
            "kind": item.target.kind,
            "path": item.target.path,
            "fragment": item.target.fragment,
            "fragment_ok": item.target.fragment_ok,
        },
        "warnings": list(item.warnings),
    }


def _hit(hit: Hit) -> Document:
    return {
        "path": hit.path,
        "title": hit.title,
        "heading": list(hit.heading_path),
        "line": hit.line,
        "score": _number(hit.score),
        "signals": {
            "dense": None if hit.dense is None else _number(hit.dense),
            "keyword": None if hit.keyword is None else _number(hit.keyword),
        },
        "snippet": hit.snippet,
        "highlights": [list(span) for span in hit.highlights],
    }


def edits_document(command: str, report: EditReport) -> Document:
    """Return what `fix` or `mv` did, or would do."""
    created = {"created": [*report.created]} if command == "fix" else {}
    return {**_edits(command, report), **created}


def _edits(command: str, report: EditReport) -> Document:
    return {
        "schema": f"kblink/{command}/1",
        "vault": report.vault,
        "applied": report.applied,
        "journal": report.journal,
        "moves": [move._asdict() for move in report.moves],
        "edits": [
            {
                "path": rewrite.edit.path,
                "line": rewrite.line,
                "column": rewrite.column,
                "old": rewrite.edit.old,
                "new": rewrite.edit.new,
                "confidence": _number(rewrite.confidence),
                "reason": rewrite.reason,
            }
            for rewrite in report.rewrites
        ],
        "skipped": [left._asdict() for left in report.skipped],
    }


def suggest_document(report: SuggestReport) -> Document:
    """Return what `suggest` found, or wrote; `skipped` are phrases that were left."""
    return {
        "schema": "kblink/suggest/1",
        "vault": report.vault,
        "applied": report.applied,
        "journal": report.journal,
        "suggestions": [_suggestion(each) for each in report.suggestions],
        "skipped": [left._asdict() for left in report.skipped],
    }


def dismissed_document(dismissed: Iterable[Dismissed]) -> Document:
    """Return the links that `suggest` is not to suggest again; `note` is null for all notes."""
    return {
        "schema": "kblink/suggest/1",
        "suggestions": [],
        "dismissed": [each._asdict() for each in dismissed],
    }


def _suggestion(suggestion: Suggestion) -> Document:
    link = suggestion.link
    return {
        "path": link.path,
        "line": link.span.line,
        "column": link.span.column,
        "end_line": link.span.end_line,
        "end_column": link.span.end_column,
        "anchor": link.anchor,
        "target": link.target,
        "replacement": suggestion.replacement,
        "confidence": _number(link.confidence),
        "signals": {name: _number(value) for name, value in link.signals.items()},
        "evidence": link.evidence,
    }


def undo_document(report: UndoReport) -> Document:
    """Return what `undo` took back."""
    return {
        "schema": "kblink/undo/1",
        "vault": report.vault,
        "journal": report.journal,
        "command": report.command,
        "restored": [*report.restored],
        "refused": [{"path": item.path, "reason": item.reason} for item in report.refused],
    }


def _related(item: RelatedNote) -> Document:
    return {
        "path": item.path,
        "title": item.title,
        "score": _number(item.score),
        "signals": {
            "dense": _number(item.similarity),
            **{name: _number(share) for name, share in item.shares.items()},
        },
        "linked": item.linked,
        "evidence": {
            "source": _passage(item.source),
            "target": _passage(item.target),
            "naming": None if item.naming is None else _passage(item.naming),
            "neighbours": {"total": item.neighbour_count, "paths": [*item.neighbours]},
        },
    }


def _passage(passage: PassageRef) -> Document:
    return {
        "path": passage.path,
        "heading": list(passage.heading_path),
        "line": passage.line,
        "text": passage.text,
    }


def _measured(measured: Measured) -> Document:
    return {
        "cases": measured.cases,
        "metrics": {
            ranker: {
                metric: {
                    "mean": _number(interval.mean),
                    "low": _number(interval.low),
                    "high": _number(interval.high),
                }
                for metric, interval in of_ranker.items()
            }
            for ranker, of_ranker in measured.metrics.items()
        },
    }


def _calibration(calibration: Calibration) -> Document:
    return {
        "error": _number(calibration.error),
        "bins": [
            {
                "low": each.low,
                "high": each.high,
                "cases": each.cases,
                "confidence": _number(each.confidence),
                "precision": _number(each.precision),
            }
            for each in calibration.bins
        ],
        "curve": [
            {
                "confidence": each.confidence,
                "precision": _number(each.precision),
                "recall": _number(each.recall),
                "cases": each.cases,
            }
            for each in calibration.curve
        ],
    }


def _number(value: float) -> float:
    return round(float(value), 6)
