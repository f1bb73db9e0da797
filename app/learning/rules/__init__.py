"""What counts as read, how far somebody is, and what comes next: pure functions of content, facts and dates."""
