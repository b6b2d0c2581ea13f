"""Keeps the gettext catalogues of ledgerguard: ``python -m translations`` (needs Babel).

- ``update`` takes the texts from the code, keeps what is translated, compiles (``make messages``)
- ``merge FILE ...`` takes translations over from other .po files, then updates
- ``missing`` prints the texts without a translation
"""
