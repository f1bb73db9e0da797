"""Rules of exam days: how a paper stands on the console, and what a file of answers has to be."""
