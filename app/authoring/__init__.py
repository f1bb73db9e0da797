"""Authors' pages: what is published, what the files would change, the linter, releases, preview."""
