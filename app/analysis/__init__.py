"""Item health: what attempts say about questions and papers, and panels that set the mark to pass."""
