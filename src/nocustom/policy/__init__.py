"""What a policy owner needs around the judge: lint, tests and coverage, the table for a council. Pure."""
