"""Graded quizzes: papers, the ledger of answers, marking, receipts and reviews."""
