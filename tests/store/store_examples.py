"""Notes, sections and vectors for the tests of the store, and strategies that make them up."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from kblink.model import (
    Block,
    Candidate,
    EncoderIdentity,
    FileEntry,
    Heading,
    Link,
    Note,
    Problem,
    ResolvedLink,
    Section,
    Span,
    Tag,
    Target,
)
from kblink.store.commit import commit_generation, encoder_key
from kblink.store.rows import Changes, NoteRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from kblink.model import LinkStatus, TargetKind
    from kblink.store.catalogue import Catalogue

DIMENSION = 8
IDENTITY = EncoderIdentity("maker/small", "0" * 64, "mean", DIMENSION, 256, languages=("en", "ru"))
ENCODER = encoder_key(IDENTITY)
SPAN = Span(0, 1, 1, 1, 1, 2)


def vector(digest: str) -> npt.NDArray[np.float16]:
    seed = int.from_bytes(hashlib.sha256(digest.encode()).digest()[:8], "big")
    values = np.random.default_rng(seed).normal(size=DIMENSION)
    found: npt.NDArray[np.float16] = (values / np.linalg.norm(values)).astype(np.float16)
    return found


def section(
    body: str, *, ordinal: int = 0, heading_path: tuple[str, ...] = (), language: str = "en"
) -> Section:
    text = "\n".join((*heading_path, body))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Section(ordinal, heading_path, 1, 2 + body.count("\n"), body, text, digest, language)


def link(target: str, position: int = 0) -> Link:
    raw = f"[[{target}]]"
    span = Span(position, position + len(raw), 1, 1, 1, 1 + len(raw))
    return Link("wiki", raw, span, target)


def verdict(
    of: Link,
    path: str | None,
    status: LinkStatus = "ok",
    kind: TargetKind = "note",
    warnings: tuple[str, ...] = (),
) -> ResolvedLink:
    return ResolvedLink(of, status, Target(kind, path), warnings)


def note_rows(note: Note, *sections: Section, mtime_ns: int = 1) -> NoteRows:
    entry = FileEntry(note.path, sum(len(each.body) for each in sections), mtime_ns)
    marks = "".join(each.digest for each in sections)
    return NoteRows(entry, hashlib.sha256(marks.encode()).hexdigest(), note, sections)


def simple(path: str, *bodies: str, title: str | None = None) -> NoteRows:
    note = Note(path, title or path.removesuffix(".md"), "name", "en")
    return note_rows(note, *(section(body, ordinal=n) for n, body in enumerate(bodies)))


def commit(
    catalogue: Catalogue,
    *notes: NoteRows,
    gone: Sequence[str] = (),
    resolved: Mapping[str, tuple[ResolvedLink, ...]] | None = None,
    full: bool = False,
    touched: Iterable[FileEntry] = (),
    attachments: Iterable[FileEntry] = (),
) -> int:
    digests = [each.digest for rows in notes for each in rows.sections]
    missing = catalogue.missing_embeddings(digests, ENCODER)
    catalogue.put_embeddings(ENCODER, {digest: vector(digest) for digest in missing})
    verdicts = {
        rows.entry.path: tuple(verdict(each, None, "broken-note", "none") for each in links)
        for rows in notes
        if (links := rows.note.links)
    }
    return commit_generation(
        catalogue,
        Changes(
            tuple(gone),
            notes,
            tuple(touched),
            tuple(attachments),
            verdicts if resolved is None else resolved,
        ),
        identity=IDENTITY,
        recipe="recipe 1",
        scanned_at_ns=5,
        full=full,
    )


def found_bodies(catalogue: Catalogue, query: str) -> list[str]:
    hits = catalogue.keyword_search(query, 100)
    sections = catalogue.sections([number for number, _ in hits])
    return [sections[number].body for number, _ in hits]


def contents(catalogue: Catalogue) -> tuple[object, ...]:
    """All that a reader can see of one generation, for comparing."""
    with catalogue.snapshot():
        ids = catalogue.section_ids_at(range(len(catalogue.vectors())))
        return (
            catalogue.generation,
            catalogue.notes(),
            catalogue.resolved_links(),
            catalogue.file_states(),
            catalogue.sections(ids),
            catalogue.keyword_search("alpha beta gamma", 100),
            nearest(catalogue, vector("probe")),
        )


def nearest(catalogue: Catalogue, query: npt.NDArray[np.float16]) -> list[tuple[int, float]]:
    vectors = catalogue.vectors()
    scores, rows = vectors.search(query[None, :].astype(np.float32), 10)
    ids = catalogue.section_ids_at(rows[0].tolist())
    return list(zip(ids, scores[0].tolist(), strict=True))


# --- strategies -----------------------------------------------------------------------------------

# Any code point that a Python string can hold: NUL, lone surrogates of undecodable file names.
texts = st.text(st.characters(exclude_categories=()), max_size=12)
_numbers = st.integers(0, 2**40)
spans = st.builds(Span, *[_numbers] * 6)
links = st.builds(
    Link,
    kind=st.sampled_from(["wiki", "embed", "markdown", "property", "html"]),
    raw=texts,
    span=spans,
    target=texts,
    fragment=st.none() | texts,
    display=st.none() | texts,
    external=st.booleans(),
)
notes = st.builds(
    Note,
    path=texts,
    title=texts,
    title_source=st.sampled_from(["front-matter", "heading", "name"]),
    language=st.sampled_from(["en", "ru", ""]),
    date=st.none() | st.dates().map(str),
    aliases=st.lists(texts, max_size=3).map(tuple),
    tags=st.lists(st.builds(Tag, texts, spans), max_size=3).map(tuple),
    headings=st.lists(st.builds(Heading, st.integers(1, 6), texts, spans), max_size=3).map(tuple),
    blocks=st.lists(st.builds(Block, texts, spans), max_size=3).map(tuple),
    links=st.lists(links, max_size=3).map(tuple),
    anchors=st.lists(texts, max_size=3).map(tuple),
    footnotes=st.lists(texts, max_size=3).map(tuple),
    problems=st.lists(st.builds(Problem, texts, texts, spans), max_size=3).map(tuple),
)
targets = st.builds(
    Target,
    kind=st.sampled_from(["note", "heading", "block", "attachment", "external", "none"]),
    path=st.none() | texts,
    fragment=st.none() | texts,
    fragment_ok=st.none() | st.booleans(),
)
verdicts = st.builds(
    ResolvedLink,
    link=links,
    status=st.sampled_from(["ok", "ambiguous", "broken-note", "external", "ignored"]),
    target=targets,
    warnings=st.lists(texts, max_size=2).map(tuple),
    candidates=st.lists(st.builds(Candidate, texts, texts, st.floats(0, 1), texts), max_size=2).map(
        tuple
    ),
)
