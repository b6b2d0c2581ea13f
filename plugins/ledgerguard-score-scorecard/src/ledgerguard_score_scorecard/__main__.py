"""``python -m ledgerguard_score_scorecard``: learn a scorecard, and use it at the prompt."""

from ledgerguard_score_scorecard.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
