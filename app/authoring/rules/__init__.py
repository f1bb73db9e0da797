"""Pure values behind the authors' pages: a scenario drawn as a map, a scenario played with its state visible."""
