"""Ground floor: pure functions over numbers and dates, standard library only."""
