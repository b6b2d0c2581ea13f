"""Workbooks as they are stored, ours and others': checked, and taken to another host."""
