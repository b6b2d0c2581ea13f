"""What is known of a customer: dated facts, and what follows from them."""
