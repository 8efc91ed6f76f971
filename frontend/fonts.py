"""Makes the TTF cuts that charts and paper need from the web fonts (run by hand when a font changes).

    npm --prefix frontend install --no-save @fontsource/noto-sans@5 @fontsource/noto-sans-arabic@5 ... (see SCRIPTS)
    .venv/bin/python frontend/fonts.py

They read TTF only and take one file per family and weight, so latin and latin-ext are merged. Letters that Atkinson
Hyperlegible lacks are printed in Noto Sans, in one cut: what a family said stands on paper in their own script.
Chinese, Japanese and Korean come in about a hundred slices each. Every letter is taken from the first of the four that
has it, and tables that only typesetting in columns needs are left out: 9 MB instead of 30. So a Japanese word may show
its Chinese characters as they are written in China.
`covered.txt` says which characters there are, so that nobody's name stops a sheet from being printed.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import category

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "node_modules" / "@fontsource-variable" / "atkinson-hyperlegible-next"
TARGET = HERE.parent / "soundings" / "design" / "fonts"
FAMILY = "Atkinson Hyperlegible Next"
CUTS = {"Regular": 400, "Bold": 700}
UNPRINTED, MARKS = ("Cc", "Cs", "Co", "Cn"), (0xFEFF, 0xFFFE)
OTHERS = HERE / "node_modules" / "@fontsource"
# By the end of the package's name: which of its files hold the script.
SCRIPTS = {
    "": ("latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext"),
    "-arabic": ("arabic",),
    "-bengali": ("bengali",),
    "-gurmukhi": ("gurmukhi",),
    "-gujarati": ("gujarati",),
    "-devanagari": ("devanagari",),
    "-tamil": ("tamil",),
    "-hebrew": ("hebrew",),
    "-ethiopic": ("ethiopic",),
}
EASTERN = ("SC", "JP", "KR", "TC")
UNUSED_TABLES = ("BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "prep", "vhea", "vmtx")


def cut(script: str, weight: int, folder: Path) -> Path:
    font = TTFont(SOURCE / "files" / f"atkinson-hyperlegible-next-{script}-wght-normal.woff2")
    font.flavor = None
    path = folder / f"{script}-{weight}.ttf"
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.save(path)
    return path


def name(font: TTFont, style: str, weight: int, family: str = FAMILY) -> None:
    words = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}"}
    table = font["name"]
    for number in (16, 17, 21, 22, 25):
        table.removeNames(nameID=number)
    for number, text in words.items():
        table.setName(text, number, 3, 1, 0x409)
        table.removeNames(nameID=number, platformID=1)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0b1100001) | (0b100000 if weight == 700 else 0b1000000)
    font["head"].macStyle = int(weight == 700)


def script_cut(script: str, parts: tuple[str, ...], folder: Path) -> TTFont:
    """Noto Sans of one script, regular, from its parts."""
    paths = []
    for part in parts:
        font = TTFont(OTHERS / f"noto-sans{script}" / "files" / f"noto-sans{script}-{part}-400-normal.woff2")
        font.flavor = None
        paths.append(folder / f"noto{script}-{part}.ttf")
        font.save(paths[-1])
    return Merger().merge([str(path) for path in paths]) if len(paths) > 1 else TTFont(paths[0])


def eastern_cut(country: str, there: set[int], folder: Path) -> TTFont:
    """Noto Sans of one country, regular, from its slices: the letters that are not `there`."""
    options = Options(layout_features=[], hinting=False, glyph_names=False, notdef_outline=True)
    options.drop_tables = [*options.drop_tables, *UNUSED_TABLES]
    taken, paths = set(there), []
    package = OTHERS / f"noto-sans-{country.lower()}" / "files"
    for path in sorted(package.glob("*-400-normal.woff2")):
        font = TTFont(path)
        font.flavor = None
        if new := covered(font) - taken:
            taken |= new
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=new)
            subsetter.subset(font)
            paths.append(folder / f"{path.stem}.ttf")
            font.save(paths[-1])
    merged = Merger().merge([str(path) for path in paths])
    name(merged, "Regular", 400, f"Noto Sans {country}")
    return merged


def eastern_licence() -> str:
    """Whose they are, as the fonts themselves say, and the licence that stands beside them."""
    package = OTHERS / "noto-sans-sc"
    font = TTFont(next((package / "files").glob("*-400-normal.woff2")))
    return f"{font['name'].getDebugName(0)}\n\n{(package / 'LICENSE').read_text()}"


def covered(font: TTFont) -> set[int]:
    """The characters that it has and that may stand in a tagged PDF: no control, and no mark of an encoding."""
    return {point for point in font.getBestCmap() if category(chr(point)) not in UNPRINTED and point not in MARKS}


def ranges(points: set[int]) -> list[str]:
    """ "20-7E" for runs of characters, in hexadecimal."""
    found: list[list[int]] = []
    for point in sorted(points):
        if found and point == found[-1][1] + 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return [f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in found]


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    both: list[set[int]] = []
    with TemporaryDirectory() as folder:
        for style, weight in CUTS.items():
            parts = [str(cut(script, weight, Path(folder))) for script in ("latin", "latin-ext")]
            font = Merger().merge(parts)
            name(font, style, weight)
            font.save(TARGET / f"AtkinsonHyperlegibleNext-{style}.ttf")
            both.append(covered(font))
        there = set.intersection(*both)
        (TARGET / "scripts").mkdir(exist_ok=True)
        for script, parts in SCRIPTS.items():
            font = script_cut(script, parts, Path(folder))
            font.save(TARGET / "scripts" / f"NotoSans{script.title()}.ttf")
            there |= covered(font)
        for country in EASTERN:
            font = eastern_cut(country, there, Path(folder))
            font.save(TARGET / "scripts" / f"NotoSans-{country}.ttf")
            there |= covered(font)
    (TARGET / "covered.txt").write_text("\n".join(ranges(there)) + "\n")
    (TARGET / "LICENSE").write_text((SOURCE / "LICENSE").read_text())
    (TARGET / "scripts" / "LICENSE").write_text((OTHERS / "noto-sans" / "LICENSE").read_text())
    (TARGET / "scripts" / "LICENSE-EASTERN").write_text(eastern_licence())


if __name__ == "__main__":
    main()
