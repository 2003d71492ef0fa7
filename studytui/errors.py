"""The one exception a person is meant to read.

Anything the user can cause ends in a StudyError: one line that says what is wrong, one that says what to do, and
the exit status of the process. Everything else that escapes is a bug and is reported as one.
"""

USAGE = 2
NOTHING_MATCHED = 1
CANNOT_WRITE = 4
BAD_CONTENT = 65
BUG = 70


class StudyError(Exception):
    """A fault the user can understand and mend."""

    def __init__(self, message: str, hint: str = "", exit_code: int = USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message
