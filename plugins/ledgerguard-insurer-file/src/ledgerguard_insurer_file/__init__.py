"""ledgerguard and a credit insurer that takes files: requests out, decisions in."""
