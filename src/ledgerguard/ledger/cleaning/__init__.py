"""Ledgers of any size cleaned on an engine: plain rows there, the odd ones as cells.

:mod:`.clean` says what happens in which order.
"""
