"""Words, names and sentences of generated notes, in English and in Russian."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

Language: TypeAlias = Literal["en", "ru"]

_ENGLISH = """
attention encoder index vector query passage graph token model search corpus batch
stream pipeline schema table column cache cluster queue broker ledger lake warehouse
orchestration lineage contract partition replica snapshot transaction compaction vacuum
latency throughput budget ranking recall precision margin gradient optimizer embedding
layer kernel tensor sampler scheduler tokenizer vocabulary decoder prompt agent memory
planner reviewer checklist meeting garden recipe journey habit journal library reading
author chapter argument essay theorem proof lemma matrix eigenvalue polynomial integral
series function boundary surface curve sphere network protocol socket packet certificate
secret permission policy audit release migration rollback incident dashboard alert
metric trace profile benchmark experiment hypothesis survey interview customer invoice
contractor roadmap retrospective estimate backlog deadline
"""
_RUSSIAN = """
внимание кодировщик индекс вектор запрос отрывок граф токен модель поиск корпус пакет
поток конвейер схема таблица столбец кэш кластер очередь брокер реестр хранилище витрина
оркестрация происхождение договор раздел реплика снимок транзакция сжатие задержка
пропускная бюджет ранжирование полнота точность отступ градиент оптимизатор представление
слой ядро тензор выборка расписание словарь декодер подсказка агент память планировщик
рецензент список встреча сад рецепт путешествие привычка дневник библиотека чтение автор
глава довод эссе теорема доказательство лемма матрица многочлен интеграл ряд функция
граница поверхность кривая сфера сеть протокол сокет сертификат секрет право политика
аудит выпуск миграция откат происшествие панель оповещение метрика трассировка профиль
замер эксперимент гипотеза опрос интервью клиент счёт подрядчик план обзор оценка
задача срок объём подход ёмкость съёмка
"""
_ENGLISH_CONNECTING = "the a of and to in is for with that on as by from it this are or not at"
_RUSSIAN_CONNECTING = "и в не на с что по для как из от это к у за то при или же так о"
SUBJECTS: dict[Language, tuple[str, ...]] = {
    "en": tuple(_ENGLISH.split()),
    "ru": tuple(_RUSSIAN.split()),
}
_CONNECTING: dict[Language, tuple[str, ...]] = {
    "en": tuple(_ENGLISH_CONNECTING.split()),
    "ru": tuple(_RUSSIAN_CONNECTING.split()),
}
_ADORNED = ("**{}**", "*{}*", "`{}`", "**{}**", "~~{}~~")
_POOL = 1500
SLOT = "\0"
"""Where a sentence takes a link."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What notes of one language are put together from; every sentence has one `SLOT`."""

    subjects: tuple[str, ...]
    sentences: tuple[str, ...]
    items: tuple[str, ...]


def phrases(language: Language, chance: random.Random) -> Phrases:
    """Sentences of 8 to 18 words and list items of 3 to 8; some hold bold text or code."""
    sentences = tuple(_sentence(language, chance, chance.randint(8, 18)) for _ in range(_POOL))
    items = tuple(_sentence(language, chance, chance.randint(3, 8)) for _ in range(_POOL))
    return Phrases(SUBJECTS[language], sentences, items)


def _sentence(language: Language, chance: random.Random, length: int) -> str:
    words = [
        chance.choice(_CONNECTING[language] if chance.random() < 0.4 else SUBJECTS[language])
        for _ in range(length)
    ]
    words[0] = words[0].capitalize()
    if chance.random() < 0.3:
        position = chance.randrange(length)
        words[position] = chance.choice(_ADORNED).format(words[position])
    if chance.random() < 0.3:
        words[chance.randrange(length)] += ","
    words[chance.randrange(length)] += SLOT
    return " ".join(words) + "."


def names(language: Language, chance: random.Random) -> Iterator[str]:
    """File names without suffix, each unlike the others in any case and any separator.

    Written as vaults write them: `kebab-case`, `snake_case`, `With blanks`.
    """
    seen: set[tuple[str, ...]] = set()
    while True:
        words = tuple(chance.choices(SUBJECTS[language], k=chance.choice((2, 2, 3, 3, 4))))
        if words in seen:
            continue
        seen.add(words)
        style = chance.random()
        if style < 0.45:
            yield "-".join(words)
        elif style < 0.6:
            yield "_".join(words)
        else:
            yield " ".join(words).capitalize()
