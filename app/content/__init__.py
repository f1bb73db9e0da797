"""The only reader of courses/, quizzes/ and roleplays/: parse, check, compile, release, look up, search."""
