"""What is written in a file: containers, dialects, encodings, rows."""
