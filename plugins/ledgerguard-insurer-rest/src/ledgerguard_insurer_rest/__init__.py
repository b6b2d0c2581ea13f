"""A connector to credit insurers with a REST interface: what differs between them is a TOML file.

``profile`` says how an insurer speaks, ``settings`` which insurers the firm has; ``access`` logs
in, ``calls`` speaks within bounds of time, ``connector`` is what ledgerguard asks.
"""
