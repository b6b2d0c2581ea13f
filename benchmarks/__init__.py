"""Benchmarks against peers on this machine: ``python -m benchmarks`` prints one table of ratios.

``LEDGERGUARD_BENCH_ROWS`` sets the number of invoices (default 100000).
"""
