"""Statistics of marks, markers and cuts: pure functions of frozen values, with numpy; scipy only where it is needed."""
