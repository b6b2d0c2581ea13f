"""Something of a plugin is asked, other than a formula: a scorer, a hook."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ledgerguard.errors import LedgerguardError
from ledgerguard.plugin import output, running
from ledgerguard.plugin.journal import remember, told


@contextlib.contextmanager
def watched(package: str, name: str) -> Iterator[None]:
    """Note what runs meanwhile, keep what it prints, and remember what it raises.

    Whatever is raised goes on to the caller, who knows what it costs. What is said in our own
    errors is no fault.

    Args:
        package: The package.
        name: What of it is asked, as a person knows it: "the scorer half", or a hook.
    """
    output.listen()
    after = output.after_call()
    with running.entered(package, name):
        try:
            yield
        except (KeyboardInterrupt, LedgerguardError):
            raise
        except BaseException as error:
            remember(package, name, "raised", told(error))
            raise
        finally:
            if after is not None:
                after(package, name)
