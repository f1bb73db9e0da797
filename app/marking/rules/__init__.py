"""Pure rules of marking: tasks, who marks twice, marking sheets, and what marks come to."""
