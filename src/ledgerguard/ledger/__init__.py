"""Invoice-level tables: reading, cleaning, and portfolio figures at an as-of date."""
