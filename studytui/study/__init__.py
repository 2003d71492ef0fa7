"""What it means: pure functions of a track, a history and the present moment."""
