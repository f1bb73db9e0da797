"""Role-plays: conversations with the simulated customer, and the debrief."""
