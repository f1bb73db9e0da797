"""Role-plays decided on plain values: the ladder of rungs, what one can hear, the work order, the debrief."""
