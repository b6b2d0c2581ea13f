"""Learning a scorecard: needs the extra ``train`` and is imported by nothing that scores."""
