from pathlib import Path


def report(error: BaseException, state: Path) -> Path | None:
    import traceback

    traceback.print_exception(error)
    return None
