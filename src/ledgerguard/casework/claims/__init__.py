"""The claim on a credit insurer: what is filed, what is missing, and what became of it."""
