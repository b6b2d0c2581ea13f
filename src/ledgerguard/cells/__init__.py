"""Between a formula and a cell, the same for every host."""
