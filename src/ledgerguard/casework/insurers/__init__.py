"""The desk toward credit insurers: what we tell them (the outbox), and what they have said.

``states``, ``writes`` and ``steps`` are pure; ``outbox`` and ``sending`` bring them to the log and
to a connector. ``covers``, ``buyers``, ``refreshing`` and ``refresher`` keep what insurers say.
"""
