"""What a training run is made of: files, sources and their shares, vocabulary, rates.

A recipe says everything that decides the encoder that comes out, and nothing of the machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """How the rows of one source of the text are used.

    At most `rows` are taken (0: all), in blocks of consecutive ones; each is drawn `times` in a
    pass over the text. `held_out` rows validate. `passages`: whether consecutive rows follow on
    each other, so that joined they are text. Rows with a count below `least_count` are left out.
    """

    rows: int = 0
    times: float = 1.0
    held_out: int = 0
    passages: bool = True
    least_count: int = 0


@dataclass(frozen=True, slots=True)
class Exclude:
    """What is never trained on: whole sources, and each row that has a text of these files."""

    sources: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """New WordPieces, and which of the teacher's stay.

    `letters` are those of the new language, `scripts` those that are kept, both as the first words
    of Unicode names (`LATIN`, `CYRILLIC`). Of all-MiniLM-L6-v2, 2,251 of 30,522 rows go: unused
    places and letters of other scripts, 3.5 MB in float32.
    """

    pieces: int = 28_000
    letters: str = "CYRILLIC"
    scripts: tuple[str, ...] = ("LATIN", "GREEK", "CYRILLIC")
    least_count: int = 2


@dataclass(frozen=True, slots=True)
class Alignment:
    """IBM-1: over how many pairs at most, of how many pieces a side, in how many rounds.

    A piece is initialised by the `kept` likeliest ones that it is aligned with.
    """

    pairs: int = 200_000
    longest: int = 32
    rounds: int = 5
    kept: int = 8
    least_probability: float = 0.05


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages of consecutive rows: tokens of the longer side, how often the text is cut anew, and
    every how many batches there is one of passages."""

    shortest: int = 50
    longest: int = 256
    cuts: int = 2
    every: int = 3


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Batches of questions, which are the first rows of passages, and answers, which are the rest:
    every how many batches there is one, and how much telling answers apart weighs in its loss."""

    every: int = 0
    weight: float = 0.2


@dataclass(frozen=True, slots=True)
class Distillation:
    """Batches, rates and losses; `split_share` of the new pieces are read as smaller ones.

    The new rows learn alone for `warm_steps`; then all weights, up to `steps`. Rates rise over
    `rising_steps` and fall from `falls_from` (a share of `steps`) to `last_rate` of themselves.
    What is exported is the student by all but `teacher_share`, and by that the teacher.
    """

    steps: int = 24_000
    warm_steps: int = 300
    rising_steps: int = 200
    falls_from: float = 0.5
    last_rate: float = 0.05
    batch_tokens: int = 3_072
    most_pairs: int = 192
    original_share: float = 0.5
    split_share: float = 0.0
    contrast: float = 0.2
    temperature: float = 0.05
    warm_rate: float = 2e-3
    pieces_rate: float = 5e-4
    body_rate: float = 2e-4
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.99
    average_every: int = 10
    teacher_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe; `original` is the teacher's language, `translation` the one that it is to learn.

    `files` says the order of the columns of each file of text: source, licence, the two languages,
    and count where there is one.
    """

    name: str = "en-ru"
    original: str = "en"
    translation: str = "ru"
    seed: int = 1
    block: int = 48
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    exclude: Exclude = field(default_factory=Exclude)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    alignment: Alignment = field(default_factory=Alignment)
    passages: Passages = field(default_factory=Passages)
    retrieval: Retrieval = field(default_factory=Retrieval)
    distillation: Distillation = field(default_factory=Distillation)

    def source(self, name: str) -> Source:
        """Return how a source is used; one that the recipe does not name is used whole, once."""
        return self.sources.get(name) or Source()
