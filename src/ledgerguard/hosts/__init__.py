"""The only places that know a spreadsheet program."""
