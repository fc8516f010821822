"""One shared list of results, built by hand, that every renderer is tested with."""

from __future__ import annotations

from kblink.model import (
    Answer,
    Candidate,
    CheckReport,
    DuplicateGroup,
    DuplicatePair,
    EncoderIdentity,
    Evaluation,
    Finding,
    HeldOutTags,
    Hit,
    IndexReport,
    Interval,
    Link,
    Measured,
    Mention,
    NoteLinks,
    NoteTags,
    Orphan,
    PassageDifference,
    PassageRef,
    RelatedNote,
    RepeatedLine,
    Rescuer,
    ResolvedLink,
    Skipped,
    Span,
    Staleness,
    Statistics,
    Status,
    SuggestedLink,
    SuggestedTag,
    Suggestion,
    TagReport,
    Target,
)

# What a hostile note may hold: a colour sequence, a C1 CSI, a hyperlink, rich markup, a
# right-to-left override, a bell, and a line break where none is expected.
HOSTILE = (
    "\x1b[31mred\x1b[0m \x9b2J \x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\"
    " [bold]loud[/bold] [/x] :smile: \u202egnp.exe\u202c \x07\r\nnext\tcell \udcff"
)


def span(line: int, column: int, length: int = 10) -> Span:
    return Span(0, length, line, column, line, column + length)


BROKEN = Finding(
    code="broken-note",
    severity="error",
    path="models/BERT.md",
    span=span(12, 5, 14),
    message="No note is called “Transfomer”.",
    link="[[Transfomer]]",
    target="Transfomer",
    candidates=(
        Candidate("models/transformer.md", "[[transformer]]", 0.93, "typo"),
        Candidate("models/attention.md", "[[attention]]", 0.41, "meaning"),
    ),
)
AMBIGUOUS = Finding(
    code="ambiguous",
    severity="warning",
    path="models/BERT.md",
    span=span(40, 1, 13),
    message="Two notes are called “attention”: models/attention.md, old/attention.md.",
    link="[[attention]]",
    target="attention",
)
HEADING = Finding(
    code="broken-heading",
    severity="error",
    path="поиск/Гибридный поиск.md",
    span=span(3, 7, 25),
    message="“Слияние.md” has no heading “Вессы”.",
    link="[[Слияние#Вессы|веса]]",
    target="Слияние",
    candidates=(Candidate("поиск/Слияние.md", "[[Слияние#Веса|веса]]", 0.9, "typo"),),
)
ORPHAN = Finding("orphan-note", "note", "stray.md", span(1, 1, 0), "No note links here.")
FINDINGS = (BROKEN, AMBIGUOUS, HEADING, ORPHAN)
HOSTILE_FINDING = Finding(
    code="broken-note",
    severity="error",
    path=f"bad {HOSTILE}.md",
    span=span(1, 1),
    message=f"No note is called {HOSTILE}",
    link=f"[[{HOSTILE}]]",
    target=HOSTILE,
    candidates=(Candidate(f"{HOSTILE}.md", f"[[{HOSTILE}]]", 0.5, HOSTILE),),
)

CHECKED = CheckReport(
    vault="/vault",
    notes=13,
    links=87,
    findings=FINDINGS,
    resolved=(
        (
            "models/BERT.md",
            (
                ResolvedLink(
                    Link("wiki", "[[Transfomer]]", span(12, 5, 14), "Transfomer"),
                    "broken-note",
                    Target("none"),
                ),
                ResolvedLink(
                    Link("wiki", "[[Attention#Heads]]", span(40, 1, 19), "Attention", "Heads"),
                    "ok",
                    Target("heading", "models/attention.md", "Heads", fragment_ok=True),
                    warnings=("case-mismatch",),
                ),
            ),
        ),
    ),
)
LINES = {
    ("models/BERT.md", 12): "See [[Transfomer]] first.",
    ("models/BERT.md", 40): "[[attention]] is the heart of it.",
    ("поиск/Гибридный поиск.md", 3): "\t- 日本 [[Слияние#Вессы|веса]]",
}


def line_of(path: str, line: int) -> str | None:
    return LINES.get((path, line))


CLEAN = CheckReport(vault="/vault", notes=1, links=1, findings=())

NOTE_LINKS = NoteLinks(
    path="models/BERT.md",
    title="BERT",
    outgoing=(
        CHECKED.resolved[0][1][1],
        CHECKED.resolved[0][1][0],
        ResolvedLink(
            Link(
                "markdown",
                "[paper](https://x.example)",
                span(41, 1, 26),
                "https://x.example",
                external=True,
            ),
            "external",
            Target("external"),
        ),
    ),
    backlinks=(
        (
            "Home.md",
            ResolvedLink(
                Link("wiki", "[[BERT]]", span(3, 7, 8), "BERT"),
                "ok",
                Target("note", "models/BERT.md"),
            ),
        ),
        (
            "поиск/Гибридный поиск.md",
            ResolvedLink(
                Link("wiki", "[[BERT#Нет]]", span(9, 1, 12), "BERT", "Нет"),
                "broken-heading",
                Target("heading", "models/BERT.md", "Нет", fragment_ok=False),
            ),
        ),
    ),
    mentions=(
        Mention("models/RoBERTa.md", span(5, 13, 4), "BERT", "It is still BERT, trained longer."),
    ),
)
NO_LINKS = NoteLinks("stray.md", "Stray", (), (), ())
STATISTICS = Statistics(
    vault="/vault",
    notes=1234,
    excluded=2,
    attachments=5,
    size=15_938_355,
    links=4321,
    statuses=(("ok", 4000), ("broken-note", 321)),
    kinds=(("wiki", 4300), ("markdown", 21)),
    languages=(("ru", 1000), ("en", 234)),
    findings=(("broken-note", 321),),
    tags=(("идея", 12), ("todo", 3)),
    most_linked=tuple((f"note {number}.md", 20 - number) for number in range(12)),
    most_wanted=(("Transfomer", 2),),
    orphans=("stray.md",),
    dead_ends=("stray.md", "end.md"),
    components=3,
)

INDEXED = IndexReport(
    vault="/vault",
    notes_total=1234,
    notes_new=3,
    notes_changed=2,
    notes_gone=1,
    sections_total=9876,
    sections_embedded=20,
    sections_reused=9856,
    links_total=4321,
    skipped=(Skipped("huge.md", "larger than 10 MiB, indexed up to there"),),
    seconds=83.123456,
    size=15_938_355,
    boilerplate=(RepeatedLine("Was this page helpful?", 1200), RepeatedLine("#todo", 70)),
)

ENCODER = EncoderIdentity("all-MiniLM-L6-v2", "53aa", "mean", 384, 256, languages=("en",))
STATUS = Status(
    engine="ONNX Runtime, fp32",
    vault="/vault",
    notes=1234,
    sections=9876,
    links=4321,
    languages=(("ru", 1000), ("en", 234)),
    encoder=ENCODER,
    encoder_id="all-MiniLM-L6-v2:0123456789ab",
    generation=7,
    index_kind="flat fp16",
    index_size=15_938_355,
    stale=Staleness(new=0, changed=2, gone=1),
)

HOSTILE_LINK = ResolvedLink(
    Link("wiki", f"[[{HOSTILE}]]", span(1, 1), HOSTILE), "broken-note", Target("none", HOSTILE)
)
HOSTILE_LINKS = NoteLinks(
    f"{HOSTILE}.md",
    HOSTILE,
    (HOSTILE_LINK,),
    ((f"{HOSTILE}.md", HOSTILE_LINK),),
    (Mention(f"{HOSTILE}.md", span(1, 1), HOSTILE, f"See {HOSTILE}."),),
)

HITS = (
    Hit(
        path="search/Sentence embeddings.md",
        title="Sentence embeddings",
        heading_path=("Sentence embeddings", "Pooling"),
        line=14,
        score=0.98765432,
        dense=0.71,
        keyword=12.5,
        snippet="A sentence embedding is the mean of the token vectors; that is called mean "
        "pooling, and it was found to do better than the vector of the first token.",
        highlights=((28, 32), (70, 74), (75, 82)),
    ),
    Hit(
        path="поиск/Гибридный поиск.md",
        title="Гибридный поиск",
        heading_path=("Слияние", "Веса"),
        line=3,
        score=0.5,
        dense=None,
        keyword=3.25,
        snippet="Ранги двух списков складываются.",
    ),
    Hit("a.md", "a", (), 1, 0.25, 0.4, None, "Only the meaning is near."),
)
HOSTILE_HIT = Hit(
    f"{HOSTILE}.md", HOSTILE, (HOSTILE,), 1, 0.1, 0.1, 0.1, HOSTILE, ((0, 4), (9, 200))
)
ANSWER = Answer("mean pooling", HITS, "mean pooling")
CORRECTED = Answer("mean poling", HITS[:1], "mean pooling", (("poling", "pooling"),))
HOSTILE_ANSWER = Answer(HOSTILE, (HOSTILE_HIT,), HOSTILE, ((HOSTILE, HOSTILE),))
NO_ANSWER = Answer(HOSTILE, (), HOSTILE)

RELATED = (
    RelatedNote(
        path="models/transformer.md",
        title="Transformer",
        score=0.84,
        similarity=0.9,
        linked=True,
        source=PassageRef(
            "models/BERT.md", ("BERT", "Layers"), 9, "BERT is a stack of encoder layers."
        ),
        target=PassageRef(
            "models/transformer.md", ("Transformer",), 3, "An encoder layer attends, then maps."
        ),
        shares={"meaning": 1.52, "words": 0.24, "links": -0.5, "popularity": 2.0},
        naming=PassageRef("models/BERT.md", ("BERT",), 4, "transformers"),
        neighbours=("Home.md", "tasks.md"),
        neighbour_count=5,
    ),
    RelatedNote(
        path="models/attention.md",
        title="Attention",
        score=0.61,
        similarity=0.7,
        linked=False,
        source=PassageRef("models/BERT.md", (), 1, "Attention in both directions."),
        target=PassageRef("models/attention.md", ("Heads",), 12, "Each head attends by itself."),
    ),
)
HOSTILE_RELATED = RelatedNote(
    f"{HOSTILE}.md",
    HOSTILE,
    0.5,
    0.5,
    linked=True,
    source=PassageRef("a.md", (HOSTILE,), 1, HOSTILE),
    target=PassageRef(f"{HOSTILE}.md", (HOSTILE,), 1, HOSTILE),
)

_WORDS = {"ndcg@10": Interval(0.5, 0.25, 0.75), "mrr": Interval(0.625, 0.5, 0.75)}
_BOTH = {"ndcg@10": Interval(0.75, 0.5, 1.0), "mrr": Interval(0.625, 0.375, 0.875)}
EVALUATION = Evaluation(
    vault="/vault",
    protocol="queries",
    seeds=(0,),
    overall=Measured(1060, {"keyword": _WORDS, "hybrid": _BOTH}),
    kinds={"typo": Measured(8, {"keyword": _WORDS, "hybrid": _BOTH})},
)
HOSTILE_EVALUATION = Evaluation(
    vault=HOSTILE,
    protocol="queries",
    seeds=(0,),
    overall=Measured(1, {HOSTILE: _WORDS}),
    kinds={HOSTILE: Measured(1, {HOSTILE: _WORDS})},
)

SUGGESTIONS = (
    Suggestion(
        SuggestedLink(
            "поиск/Гибридный поиск.md",
            span(3, 27, 4),
            "БМ25",
            "поиск/BM25.md",
            0.96,
            {"name": 1.0, "dense": 0.51234567},
            "a name of the note",
        ),
        "[[BM25|БМ25]]",
    ),
    Suggestion(
        SuggestedLink("a.md", span(1, 1, 4), "word", "b.md", 0.5, {"linked": 0.25}, ""),
        "[[b|word]]",
    ),
)
HOSTILE_SUGGESTION = Suggestion(
    SuggestedLink(
        f"{HOSTILE}.md", span(1, 3, 2), HOSTILE, f"{HOSTILE}.md", 0.9, {"name": 1.0}, HOSTILE
    ),
    f"[[{HOSTILE}]]",
)


def suggested_line_of(path: str, line: int) -> str | None:
    """The lines that the suggestions stand on; that of the second cannot be read."""
    return {
        (
            "поиск/Гибридный поиск.md",
            3,
        ): "Сначала по [словам](a.md) БМ25, потом по [[смысл|смыслу]].",
        (f"{HOSTILE}.md", 1): f"a {HOSTILE}",
    }.get((path, line))


DUPLICATES = (
    DuplicateGroup(
        notes=(("models/BERT.md", "BERT"), ("old/BERT (copy).md", "BERT")),
        pairs=(
            DuplicatePair(
                first="models/BERT.md",
                second="old/BERT (copy).md",
                kind="near",
                similarity=0.82,
                first_share=0.8,
                second_share=0.84,
                is_reordered=False,
                differences=(
                    PassageDifference(
                        PassageRef("models/BERT.md", (), 12, "BERT is trained on masked words."),
                        PassageRef(
                            "old/BERT (copy).md", (), 10, "BERT is trained on words left out."
                        ),
                    ),
                    PassageDifference(
                        PassageRef("models/BERT.md", (), 20, "It was published in 2018."), None
                    ),
                    PassageDifference(
                        None, PassageRef("old/BERT (copy).md", (), 18, "It is by Google.")
                    ),
                ),
            ),
        ),
    ),
)

TAGS = TagReport(
    confidence=0.5,
    tagged=42,
    learned=6,
    held_out=HeldOutTags(suggested=28, precision=0.714, recall=0.338),
    notes=(
        NoteTags("layout.md", "Layout", (), (SuggestedTag("component", 0.62, ("a.md", "b.md")),)),
        NoteTags("paths.md", "Paths", (), ()),
        NoteTags(
            "making plugins.md",
            "Making plugins",
            ("guide",),
            (SuggestedTag("plugin/filter", 0.9), SuggestedTag("plan", 0.66, ("c.md",))),
        ),
    ),
)

ORPHANS = (
    Orphan("zen.md", "zen", (Rescuer("tea.md", "Tea", 0.9, None, None, is_linked=False),)),
    Orphan("alone.md", "Alone at last", ()),
    Orphan(
        "models/NoPE.md",
        "No positional embeddings",
        (
            Rescuer(
                "models/SmolLM3.md",
                "SmolLM3",
                0.75,
                Mention("models/SmolLM3.md", span(11, 8, 4), "NoPE", "It uses NoPE in layers."),
                None,
                is_linked=True,
            ),
            Rescuer(
                "models/Transformer.md",
                "Transformer",
                0.44,
                None,
                PassageRef("models/Transformer.md", ("Positions",), 29, "Positions are added."),
                is_linked=False,
            ),
            Rescuer("a.md", "A", 0.3, None, None, is_linked=False),
            Rescuer("b.md", "B", 0.2, None, None, is_linked=False),
        ),
    ),
)
