"""What was told in words, in each language: unlike a wording of a policy it may be blank."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerguard.units import Language


@dataclass(frozen=True, slots=True)
class Told:
    """A text in every language; the same in both where a person has written it."""

    en: str = ""
    zh: str = ""

    def in_language(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en


def the_same(text: str) -> Told:
    """A text that no language changes."""
    return Told(text, text)
