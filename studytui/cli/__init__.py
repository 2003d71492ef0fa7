"""The face in the shell: one file a noun, parsing and printing only."""
