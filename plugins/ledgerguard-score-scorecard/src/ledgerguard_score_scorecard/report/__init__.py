"""The training report: one page of html that needs nothing beside it."""
