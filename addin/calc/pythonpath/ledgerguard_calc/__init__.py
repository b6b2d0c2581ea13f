"""The part of ledgerguard that runs inside LibreOffice: standard library only, Python 3.8."""
