"""What was answered, as evidence: written, found again, looked at."""
