"""Reading of authored files with every mistake and its place; pure."""
