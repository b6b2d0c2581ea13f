# ledgerguard in xlwings Lite: paste this into the add-in's main.py, above what is yours.
# Every formula is then a function of the workbook: =LG_DSO(1200000, 10000000, 365) answers 43.8.
# Help in Chinese: set LEDGERGUARD_LANGUAGE to zh among Lite's environment variables and restart it.
from ledgerguard.hosts.lite import *
