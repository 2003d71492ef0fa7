"""What the learner did: immutable events, appended to files and never changed."""
