"""One module a template; style and writer are shared."""
