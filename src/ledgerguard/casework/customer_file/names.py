"""Names of companies: what two spellings of one name have in common, and their legal forms."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Name:
    """A name without case, width and punctuation, and its legal form apart.

    Attributes:
        base: The name without its legal form.
        form: The legal form in one spelling, such as ltd; blank where the name has none.
    """

    base: str
    form: str = ""


_SPELT: Final = {
    "limited": "ltd",
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "aktiengesellschaft": "ag",
    "mbh": "gmbh",
    "compagnie": "cie",
}
_FORMS: Final = frozenset(
    """
    ltd inc corp co llc llp lp plc gmbh ag kg kgaa ohg ug ev eg se sa sas sarl sasu srl spa snc bv
    nv cv oy oyj ab asa aps sl slu sro as spzoo doo kft zrt pte pty pvt sdn bhd kk gk cie tbk pt
    """.split()  # noqa: SIM905  # a list of words reads best as text
)
_FILLERS: Final = frozenset({"co", "and", "und", "et"})
"""Words of a form that say nothing beside another one: Co., Ltd. is Ltd."""

_CHINESE_FORMS: Final = (
    ("股份有限公司", "股份"),
    ("有限责任公司", "有限"),
    ("有限公司", "有限"),
    ("株式会社", "kk"),
    ("公司", ""),
)
_MARKS: Final = re.compile(r"[.'’`´]")
_SLASHED: Final = re.compile(r"\b(a)/(s)\b|\b(s)/(a)\b")
_BREAKS: Final = re.compile(r"[\W_]+")


def registered(name: str) -> Name:
    """The parts of a registered name that tell it from others."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = _BREAKS.sub(" ", _MARKS.sub("", _SLASHED.sub(r"\1\2\3\4", plain))).strip()
    for ending, form in _CHINESE_FORMS:
        if plain.endswith(ending):
            return Name(plain.removesuffix(ending).replace(" ", "") or plain, form)
    words = [_SPELT.get(word, word) for word in plain.split()]
    ends = len(words)
    while ends > 1 and words[ends - 1] in _FORMS | _FILLERS:
        ends -= 1
    forms = words[ends:]
    telling = [word for word in forms if word not in _FILLERS] or [w for w in forms if w == "co"]
    # Without its spaces: Stahl Werk and Stahlwerk are one name.
    return Name("".join(words[:ends]), " ".join(telling))
