"""Credit decisions: grade, limit, terms and review of a customer, recorded and replayable."""
