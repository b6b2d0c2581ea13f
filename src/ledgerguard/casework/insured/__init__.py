"""What the credit insurance bears: cover of each buyer, waterfall of invoices, cost and benefit."""
