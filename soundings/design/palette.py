"""The colours of Soundings, for charts. `frontend/scss/_palette.scss` holds the same values for pages."""

INK = "#0c2a36"
SOFT = "#46606b"
LINE = "#d5e0e2"
CONTROL = "#5f7c86"
FOAM = "#f5f9f8"
SHALLOW = "#eaf3f3"
CARD = "#ffffff"
SEA = "#0f5e6e"
SEA_HOVER = "#0a4855"
DEEP = "#08404d"
SPRAY = "#dff1f3"
WAVE = "#8fd3dc"
KELP = "#24633f"
KELP_BG = "#e3f1e8"
SAND = "#fbf3e2"
SAND_LINE = "#a8740f"
SAND_INK = "#6b4200"
STOP = "#8a1f11"
STOP_BG = "#fdf3f1"
FOCUS = "#ffd54a"
MEAN = "#6b8791"

CATEGORIES = ("#0f5e6e", "#a8740f", "#24633f", "#7a4a86", "#8a1f11", "#46606b", "#3b6fb5", "#5d6b1c")
"""For series side by side, at least 3:1 on white; more than eight series belong in a table."""


def contrast(one: str, other: str) -> float:
    """Contrast of two #rrggbb colours, 1 to 21. Source: WCAG 2.2, "contrast ratio" and "relative luminance"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
