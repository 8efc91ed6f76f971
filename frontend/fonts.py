"""Makes the TTF cuts that the chart renderer needs from the web font (run by hand when the font changes).

    .venv/bin/python frontend/fonts.py

The renderer reads TTF only and takes one file per family and weight, so latin and latin-ext are merged.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "node_modules" / "@fontsource-variable" / "atkinson-hyperlegible-next"
TARGET = HERE.parent / "soundings" / "design" / "fonts"
FAMILY = "Atkinson Hyperlegible Next"
CUTS = {"Regular": 400, "Bold": 700}


def cut(script: str, weight: int, folder: Path) -> Path:
    font = TTFont(SOURCE / "files" / f"atkinson-hyperlegible-next-{script}-wght-normal.woff2")
    font.flavor = None
    path = folder / f"{script}-{weight}.ttf"
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.save(path)
    return path


def name(font: TTFont, style: str, weight: int) -> None:
    words = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"AtkinsonHyperlegibleNext-{style}"}
    table = font["name"]
    for number in (16, 17, 21, 22, 25):
        table.removeNames(nameID=number)
    for number, text in words.items():
        table.setName(text, number, 3, 1, 0x409)
        table.removeNames(nameID=number, platformID=1)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0b1100001) | (0b100000 if weight == 700 else 0b1000000)
    font["head"].macStyle = int(weight == 700)


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        for style, weight in CUTS.items():
            parts = [str(cut(script, weight, Path(folder))) for script in ("latin", "latin-ext")]
            font = Merger().merge(parts)
            name(font, style, weight)
            font.save(TARGET / f"AtkinsonHyperlegibleNext-{style}.ttf")
    (TARGET / "LICENSE").write_text((SOURCE / "LICENSE").read_text())


if __name__ == "__main__":
    main()
