"""Pure: where a person stands on a track, what that adds to the summaries, and what figures mean."""
