"""The process that Excel's add-in starts: xlwings' COM server, in a Windows Python."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
started = time.perf_counter()

import xlwings  # noqa: E402

print(f"xlwings {xlwings.__version__} in {time.perf_counter() - started:.2f} s", flush=True)
xlwings.serve("{506e67c3-55b5-48c3-a035-eed5deea7d6d}")
