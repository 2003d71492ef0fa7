"""The least a Textual app can be: what every first paint is measured against."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Label


class Bare(App[None]):
    """Header, footer, one label."""

    def compose(self) -> ComposeResult:
        """Three widgets."""
        yield Header()
        yield Label("bare-and-ready")
        yield Footer()


if __name__ == "__main__":
    Bare().run()
