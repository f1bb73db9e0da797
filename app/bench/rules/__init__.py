"""Rules of the bench: pure values and decisions about tasks, marks and the result computed from them."""
