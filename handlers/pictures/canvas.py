"""A picture for a phone: its size, its colours, and text and bars placed by pixels.

Matplotlib's `Figure` is used without pyplot, so that nothing is shared between pictures, and its
import, which takes half a second, waits for the first one. Places are pixels from the top left.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 1080, 1350  # four to five: the tallest that Telegram shows whole in a chat
MARGIN = 60
DPI = 100

# Okabe and Ito's palette for colour-blind readers (jfly.uni-koeln.de/color), darkened for contrast;
# the three tones of the bars differ in lightness too, so that they survive a copier.
PAPER = "#F7F5F0"  # of its own, not transparent: the same in Telegram's dark mode
INK = "#1D2328"
QUIET = "#5A6066"
FAINT = "#DDD9CF"
CLAIMED = "#00548C"
READ = "#6FB1DE"
TARGET = "#B84300"
RULED = INK  # the darkest: what a lawyer has ruled
BAND = "#9B4F7E"
WARNING = "#F2B100"

Side = Literal["left", "center", "right"]
LOCK = Lock()  # the fonts of matplotlib are shared, and FreeType is for one thread at a time


class Canvas:
    """One picture while it is drawn. Hold `LOCK` while using it."""

    def __init__(self) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self._figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
        self._widths: dict[tuple[str, str], float] = {}
        self._renderer: Any = FigureCanvasAgg(self._figure).get_renderer()  # type: ignore[no-untyped-call]
        self._page = self._figure.add_axes((0, 0, 1, 1))
        self._page.set_xlim(0, WIDTH)
        self._page.set_ylim(HEIGHT, 0)
        self._page.axis("off")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        color: str = INK,
        bold: bool = False,
        side: Side = "left",
        width: float = WIDTH,
        least: float = 20,
    ) -> float:
        """One line of text of ``size`` pixels with its baseline at ``y``; its width in pixels.

        Too wide for ``width``, it is set smaller, down to ``least``, and then cut short.
        """
        weight = "bold" if bold else "normal"
        text, size = self._fitted(text, size, weight, width, least)
        self._page.text(
            x, y, text, size=points(size), color=color, weight=weight,
            ha=side, va="baseline", parse_math=False,
        )  # fmt: skip
        return self._width(text, size, weight)

    def bar(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A filled rectangle from its top left corner."""
        from matplotlib.patches import Rectangle

        self._page.add_patch(Rectangle((x, y), width, height, color=color, linewidth=0))

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        width: float,
        bold: bool = False,
        color: str = INK,
    ) -> float:
        """Text over at most two lines, a little smaller if it needs the second; its last baseline."""
        weight = "bold" if bold else "normal"
        if self._width(text, size, weight) * 0.88 <= width:
            self.text(x, y, text, size, bold=bold, width=width, color=color)
            return y
        words = text.split()
        breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
        first, rest = min(
            breaks or [(text, "")],
            key=lambda pair: max(self._width(line, size, weight) for line in pair),
        )
        for line, at in ((first, y), (rest, y + size * 1.12)):
            self.text(x, at, line, size * 0.9, bold=bold, width=width, color=color, least=17)
        return y + size * 1.12

    def watermark(self, x: float, y: float, text: str) -> None:
        """Large pale letters across whatever is there."""
        self._page.text(
            x, y, text, size=points(1250 / max(8, len(text))), color=INK, alpha=0.055,
            weight="bold", rotation=27, ha="center", va="center", zorder=10, parse_math=False,
        )  # fmt: skip

    def axes(self, x: float, y: float, width: float, height: float) -> Axes:
        """An empty chart in a rectangle given from its top left corner, with a rule below."""
        axes = self._figure.add_axes(
            (x / WIDTH, 1 - (y + height) / HEIGHT, width / WIDTH, height / HEIGHT)
        )
        axes.set_facecolor("none")
        for edge in ("top", "left", "right"):
            axes.spines[edge].set_visible(False)
        axes.spines["bottom"].set_color(QUIET)
        axes.tick_params(length=0, labelsize=points(23), labelcolor=QUIET, pad=8)
        axes.set_axisbelow(True)
        return axes

    def save(self, path: Path) -> None:
        """The picture as a PNG of 1080 by 1350 pixels; whoever reads ``path`` finds it whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            self._figure.savefig(
                file, format="png", dpi=DPI, facecolor=PAPER, pil_kwargs={"compress_level": 3}
            )
        Path(file.name).replace(path)

    def _fitted(
        self, text: str, size: float, weight: str, width: float, least: float
    ) -> tuple[str, float]:
        wide = self._width(text, size, weight)
        if wide <= width:
            return text, size
        size = max(least, 0.985 * size * width / wide)  # small letters are a little wider
        while self._width(text, size, weight) > width + 1 and len(text) > 2:
            text = text[:-2].rstrip(" .,·") + "…"
        return text, size

    def _width(self, text: str, size: float, weight: str) -> float:
        """By the letters at one size: the widths of others are in proportion, near enough."""
        key = (text, weight)
        if key not in self._widths:
            from matplotlib.font_manager import FontProperties

            font: Any = FontProperties(weight=weight, size=points(40))
            wide = self._renderer.get_text_width_height_descent(text, font, ismath=False)[0]
            self._widths[key] = float(wide) / 40
        return self._widths[key] * size


def points(pixels: float) -> float:
    """Pixels of the picture as the points in which matplotlib sizes letters and lines."""
    return pixels * 72 / DPI
