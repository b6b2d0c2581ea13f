"""Presets and industry profiles of the credit policy: parts of it, each with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import attrs

from ledgerguard.policy.schema import Wording, not_empty


@attrs.frozen
class PresetEntry:
    """A part of a credit policy that is laid over the packaged one, and why."""

    title: Wording
    reason: Wording
    dated: dt.date
    source: str = attrs.field(validator=not_empty)
    credit: Mapping[str, Any]  # keys as in credit.toml
    aliases: tuple[str, ...] = ()  # other names of the industry


@attrs.frozen
class PresetFile:
    """A file of presets and profiles."""

    presets: Mapping[str, PresetEntry]
    profiles: Mapping[str, PresetEntry]
