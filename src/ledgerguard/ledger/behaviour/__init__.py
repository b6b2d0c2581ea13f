"""How a portfolio behaves, on any engine: DSO month by month, delays, concentration, limits."""
