"""The sheets of the collector's workbook, a module each."""
