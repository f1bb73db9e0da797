"""Kinds of question: one folder each, pure, known to the rest by the registry `app.items.registry.KINDS`."""
