# ledgerguard in xlwings Lite: paste this into the add-in's main.py, and requirements.txt beside it.
# Every formula is then a function of the workbook: =LG_DSO(1200000, 10000000, 365) answers 43.8.
from ledgerguard.hosts.lite import *  # noqa: F403
