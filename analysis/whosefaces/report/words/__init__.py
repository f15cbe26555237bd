"""The words: how a finding, a number and a limit are said."""
