"""Which phrase of a note should lead where, with how sure that is: what `kblink suggest` shows."""

from __future__ import annotations

import re
from functools import partial
from math import log10
from typing import TYPE_CHECKING

from kblink.model import Note, SuggestedLink
from kblink.related.best_pairs import passage_vectors
from kblink.related.shared_terms import index_terms
from kblink.suggest.evidence import Evidence, stems
from kblink.suggest.explain import explanation
from kblink.suggest.known import KnownVault, Texts, know
from kblink.suggest.learn import learn, suggest
from kblink.suggest.linked_notes import link_targets, meant_by, names_of
from kblink.suggest.prior import prior_for
from kblink.suggest.sentences import sentences_of
from kblink.suggest.signs import ALL_SIGNS, all_signs
from kblink.suggest.try_links import that_stand
from kblink.suggest.weights import SuggestionWeights

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from typing import TypeAlias

    from kblink.markdown.parse import ParsedNote
    from kblink.related.best_pairs import PassageVectors
    from kblink.store.catalogue import Catalogue
    from kblink.store.rows import StoredSection
    from kblink.suggest.evidence import Candidate
    from kblink.suggest.learn import Found
    from kblink.suggest.sentences import Sentence

    Read: TypeAlias = Callable[[str], "ParsedNote | None"]
    Bars: TypeAlias = Callable[[str, str, str], bool]

_CJK = re.compile("[\u3005-\u30ff\u31f0-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f]")
LEAST_CONFIDENCE = 0.05
"""What is less sure is no suggestion."""
WEIGHTS = "suggest"
"""The name under which a catalogue keeps them."""
LEARNING_VERSION = 1
"""To be counted up where the same vault gives other weights."""
_STEPS_A_TENFOLD = 24
"""Sizes of a vault between one and ten times as many that count as different."""


def learning_basis(catalogue: Catalogue, encoder_key: str) -> str:
    """Return what weights hang on: kept ones with another basis are outdated. A vault that grows or
    shrinks by less than about a tenth teaches the same.

    To be called inside `catalogue.snapshot()`.
    """
    totals = catalogue.totals()
    sizes = (round(_STEPS_A_TENFOLD * log10(each + 1)) for each in (totals.notes, totals.links))
    return " ".join(map(str, (LEARNING_VERSION, encoder_key, *sizes)))


def kept_weights(catalogue: Catalogue, basis: str) -> SuggestionWeights | None:
    """Return the weights that the catalogue keeps; None where there are none, or they have another
    basis or are of other signs."""
    kept = catalogue.learned(WEIGHTS)
    weights = None
    if kept is not None and kept.basis == basis:
        weights = SuggestionWeights.from_json(kept.weights)
    return None if weights is None or weights.signs != ALL_SIGNS else weights


def learn_links(catalogue: Catalogue, encoder_key: str, read: Read) -> SuggestionWeights:
    """Learn from the links of all notes; `read` parses the file at a path, or gives None.

    To be called inside `catalogue.snapshot()`, with the id of the encoder whose vectors it has.
    """
    known, _ = _known(catalogue, encoder_key, read, None)
    return learn(Evidence.of(known), ALL_SIGNS, all_signs, prior_for(known.texts.paths))


def suggest_links(
    catalogue: Catalogue,
    encoder_key: str,
    read: Read,
    weights: SuggestionWeights,
    paths: Collection[str] | None = None,
    bars: Bars = lambda *_: False,
) -> Iterator[SuggestedLink]:
    """Yield what should be linked in the notes at `paths`, or in all, note by note in the order of
    their paths, surest first: the first mention of a target that the note does not link to in any
    form. No two of a note overlap, and each names another target. What `bars` says of a note's
    path, a phrase and a target is not suggested, and gives way to what is next likely.

    `span` is where the phrase stands in the file as `read` gave it: offsets of its text without the
    BOM. To be called inside `catalogue.snapshot()`.
    """
    known, parsed = _known(catalogue, encoder_key, read, paths)
    number = {path: place for place, path in enumerate(known.texts.paths)}
    evidence = Evidence.of(known, asked=None if paths is None else [*parsed])
    for note, source in parsed.items():
        linked = meant_by(catalogue.resolved_links_of(known.texts.paths[note]), number)
        linked |= {target for target in known.texts.targets[note] if target is not None}
        is_free = partial(_is_free, known, note, linked, bars)
        found = suggest(evidence, weights, all_signs, note, is_free)
        made = [
            _link(known, note, source, each)
            for each in found
            if each.suggestion.confidence >= LEAST_CONFIDENCE
        ]
        standing = that_stand(source, [(each.span.start, each.span.end) for each in made])
        yield from (each for each in made if (each.span.start, each.span.end) in standing)


def _link(known: KnownVault, note: int, source: ParsedNote, found: Found) -> SuggestedLink:
    suggestion = found.suggestion
    sentence = known.sentences[note][suggestion.sentence]
    start = sentence.offset(suggestion.start, suggestion.end) or 0
    end = start + suggestion.end - suggestion.start
    signals = dict(zip(ALL_SIGNS, found.signs, strict=True))
    return SuggestedLink(
        path=known.texts.paths[note],
        span=source.source.span(start, end),
        anchor=source.source.text[start:end],
        target=known.texts.paths[suggestion.target],
        confidence=suggestion.confidence,
        signals=signals,
        evidence=explanation(signals),
    )


def _is_free(
    known: KnownVault, note: int, linked: Collection[int], bars: Bars, candidate: Candidate
) -> bool:
    """Whether a phrase stands in the file as it is, in no link, and names what is not linked, nor
    barred."""
    sentence = known.sentences[note][candidate.sentence]
    place = sentence.offset(candidate.start, candidate.end)
    if place is None or candidate.target in linked:
        return False
    paths, phrase = known.texts.paths, sentence.text[candidate.start : candidate.end]
    return not bars(paths[note], phrase, paths[candidate.target])


def _known(
    catalogue: Catalogue, encoder_key: str, read: Read, paths: Collection[str] | None
) -> tuple[KnownVault, dict[int, ParsedNote]]:
    """The vault, with the sentences of the notes at `paths` or of all, and these notes."""
    notes = catalogue.notes()
    number = {note.path: place for place, note in enumerate(notes)}
    resolved = catalogue.resolved_links()
    wanted = None if paths is None else {*paths}
    parsed: dict[int, ParsedNote] = {}
    links, targets = [], []
    sentences: list[tuple[Sentence, ...]] = []
    for place, note in enumerate(notes):
        read_now = read(note.path) if wanted is None or note.path in wanted else None
        current = note if read_now is None else read_now.note
        links.append(current.links)
        targets.append(link_targets(current, resolved.get(note.path, ()), number))
        sentences.append(())
        if read_now is not None:
            parsed[place] = read_now
            sentences[-1] = sentences_of(read_now, targets[-1])
    sections, lines, vectors = _sections(catalogue, encoder_key, number)
    words = _words(catalogue, notes, sections)
    texts = Texts(
        paths=tuple(number),
        names=tuple(map(names_of, notes)),
        words=words,
        terms=index_terms(words),
        vectors=vectors,
        passage_lines=lines,
        sentences=tuple(sentences),
        links=tuple(links),
        targets=tuple(targets),
    )
    return know(texts), parsed


def _words(
    catalogue: Catalogue, notes: Sequence[Note], sections: Sequence[Sequence[StoredSection]]
) -> tuple[tuple[str, ...], ...]:
    """What each note says: its name, its headings and its body, each once, as stems.

    The index has the stems of bodies, which take longest to make, but CJK as pairs of characters.
    """
    bodies: dict[str, list[str]] = {}
    for text in catalogue.texts():
        bodies.setdefault(text.path, []).append(text.body)
    found = []
    for note, own in zip(notes, sections, strict=True):
        headings = dict.fromkeys(heading for each in own for heading in each.heading_path)
        words = [*stems("\n".join((note.title, *headings)))]
        for section, body in zip(own, bodies.get(note.path, ()), strict=True):
            words += stems(section.body) if _CJK.search(body) else body.split()
        found.append(tuple(words))
    return tuple(found)


def _sections(
    catalogue: Catalogue, encoder_key: str, number: dict[str, int]
) -> tuple[list[list[StoredSection]], tuple[tuple[int, ...], ...], PassageVectors]:
    """The sections of each note, and the first lines and the vectors of those that have one."""
    import numpy as np

    by_note: list[list[StoredSection]] = [[] for _ in number]
    ids = catalogue.section_ids_at(range(catalogue.totals().sections))
    for each in catalogue.sections(ids).values():
        by_note[number[each.path]].append(each)
    for own in by_note:
        own.sort(key=lambda each: each.ordinal)
    digests = list(dict.fromkeys(each.digest for own in by_note for each in own))
    stored = catalogue.embeddings(digests, encoder_key)
    embedded = [[each for each in own if each.digest in stored] for own in by_note]
    rows = [stored[each.digest] for own in embedded for each in own]
    matrix = np.asarray(rows, dtype=np.float32) if rows else np.zeros((0, 1), dtype=np.float32)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    vectors = passage_vectors(matrix / np.maximum(lengths, 1e-12), [*map(len, embedded)])
    return by_note, tuple(tuple(each.line for each in own) for own in embedded), vectors
