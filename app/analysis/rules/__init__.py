"""What the attempts at a quiz say, and where its line should be: pure, with numpy."""
