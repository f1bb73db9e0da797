"""The published scheduler of spaced repetition, with the settings that we mean to use."""

from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler


def test_the_golden_intervals_of_fsrs_six():
    scheduler = Scheduler(
        desired_retention=0.9, learning_steps=(), relearning_steps=(), maximum_interval=180, enable_fuzzing=False
    )
    card, now, days = Card(), datetime(2026, 1, 1, tzinfo=UTC), []
    good, again = Rating.Good, Rating.Again
    for rating in (good, good, good, again, good, good):
        card, _ = scheduler.review_card(card, rating, now)
        days.append((card.due - now) / timedelta(days=1))
        now = card.due
    assert days == [2, 11, 46, 3, 8, 19]
