"""How many cases the property tests generate: LEDGERGUARD_EXAMPLES, 2,000 in `make test-long`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ledgerguard",
    deadline=None,  # a busy machine is no failure
    max_examples=int(os.environ.get("LEDGERGUARD_EXAMPLES", "100")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ledgerguard")
