"""Words that carry a sentence and not its subject: questions are full of them."""

from __future__ import annotations

_ENGLISH = """
a about am an and any are as at be been being but by can could did do does doing for from had has
have having how i if in into is it its me my no not of on or our please shall should so some than
that the their them then there these they this those to us was we were what when where which who
whom whose why will with would you your
get gets one make makes use used uses using versus vs
"""
_RUSSIAN = """
а без бы был была были было быть в во вот все всё вы где да для до его ее если есть еще ещё её же за
зачем и из или им их к как какая какие каким каких какого какое какой каком какую ко когда кого
которая которое которые который кто ли либо мне можно мой моя мы на над надо нам нас наш не него нее
нет неё ни них но нужно о об он она они оно от по под почему при про с сколько со так такая такие
такое такой там те тем то того тоже той только том тот ту ты у уже чего чей чем через что чтобы чьи
эта эти это этого этой этом этот эту я
"""
FUNCTION_WORDS = frozenset((_ENGLISH + _RUSSIAN).split())
