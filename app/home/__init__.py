"""Where everybody begins: Today, the page of a person, a mentor's newcomers."""
