"""Keeps workbooks/: the built templates, their pictures, and what its README says of them.

python -m gallery build        writes every template in both languages, and the README on them
python -m gallery check        says what of it is stale; exit code 1 then
python -m gallery pictures     draws a page of each by LibreOffice (needs pdftoppm)
python -m gallery pages NAME   draws every page of one into build/gallery/, to be looked at
"""
