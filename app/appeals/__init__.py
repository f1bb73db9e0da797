"""Appeals: a learner's claim about a question of a paper, looked at blind by somebody else, answered in time."""
