"""Pure rules of graded quizzes: drawing a paper, the clock, the ledger of answers, marking, verdicts."""
