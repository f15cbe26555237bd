"""What the answers mean: who could be told, who could get out, whose licence forbids the use."""
