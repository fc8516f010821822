"""Texts over which an exported model is compared with its original, by language.

Short and long, plain and technical, with names, code, numbers and marks; the last of each language
is longer than any window.
"""

from __future__ import annotations

_ENGLISH = (
    "Recall",
    "How do I measure recall?",
    "A link that leads nowhere is broken; a link that leads to two notes is ambiguous.",
    (
        "Masked words › Training\nA tenth of the chosen tokens stays as it is, so that the encoder "
        "cannot tell which words it will be asked for. The rest is hidden or replaced."
    ),
    "SELECT title, count(*) FROM notes GROUP BY title HAVING count(*) > 1; -- 42 rows, 3.5 ms",
    (
        "Meeting of 2026-03-14: move the index to /var/lib, ask Anna about the quota (20 GiB?), "
        "and write down why the nightly job took 1 h 40 min instead of 12."
    ),
    "Batch jobs read what has piled up; streams read what has just come in. " * 40,
)
_RUSSIAN = (
    "Полнота",
    "Как измерить полноту поиска?",
    "Битая ссылка никуда не ведёт, а неоднозначная ведёт сразу к двум заметкам.",
    (
        "Маскирование › Обучение\nДесятая часть выбранных токенов остаётся на месте, чтобы модель "
        "не знала, о каких словах её спросят. Остальные скрыты или заменены."
    ),
    "Команда `kblink index --full` строит индекс заново: 511 заметок, 8 693 раздела, 3 минуты.",
    (
        "Встреча 14 марта: перенести индекс, спросить Анну о квоте (20 ГиБ?) и выяснить, почему "
        "ночная задача шла 1 ч 40 мин вместо 12."
    ),
    "Пакетная обработка читает накопленное, потоковая — то, что пришло только что. " * 40,
)
PROBE_TEXTS: dict[str, tuple[str, ...]] = {"en": _ENGLISH, "ru": _RUSSIAN}
