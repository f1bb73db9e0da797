"""E4: what can be wrong with scenarios, rubrics and acts, golden transcripts included."""
