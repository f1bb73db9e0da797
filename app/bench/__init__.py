"""The mentor's bench: the queue of assessed role-plays, blind marks on an anchored rubric, release to the learner."""
