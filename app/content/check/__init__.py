"""The linter: everything that can be wrong with the files beyond their syntax."""
