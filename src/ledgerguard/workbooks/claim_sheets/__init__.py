"""The sheets of the claim file, one module each."""
