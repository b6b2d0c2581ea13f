"""What is done about a customer."""
