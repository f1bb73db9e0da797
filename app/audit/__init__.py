"""Who did what when: audit rows, and the sealer that chains them (wall 9)."""
