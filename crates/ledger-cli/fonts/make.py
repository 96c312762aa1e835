#!/usr/bin/env python3
"""Makes WenmingKai-Regular.ttf, the one font of everything that is printed.

    apt-get download fonts-lxgw-wenkai unicode-data
    for package in *.deb; do dpkg -x "$package" there; done
    pip install fonttools==4.68.0
    python3 make.py there

It is LXGW WenKai Regular 1.250 (SIL Open Font License 1.1, see OFL.txt) cut down to
the characters that a village needs: GB 2312, the 8,105 of 通用规范汉字表 as Unihan's
kTGH has them (every character that a name registered today may have), Latin-1, and
the few signs in SIGNS. The licence reserves the names of the original, so it has
another. The same input makes the same bytes.
"""

import bz2
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

NAME = "Wenming Kai"
VERSION = "1.0"
SIGNS = "–—‘’“”…•※√✓×÷±≈≤≥≠→←↑↓■□▲△●○◆◇★☆¥￥€№℃①②③④⑤⑥⑦⑧⑨⑩"


def gb2312() -> set[str]:
    """The characters of GB 2312-80, all of them."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            found.update(bytes([row, cell]).decode("gb2312", errors="ignore"))
    return found


def general_standard(unicode: Path) -> set[str]:
    """The characters of 通用规范汉字表 (2013)."""
    with bz2.open(unicode / "Unihan_OtherMappings.txt.bz2", "rt", encoding="utf-8") as lines:
        rows = (line.split("\t") for line in lines if "\tkTGH\t" in line)
        return {chr(int(row[0].removeprefix("U+"), 16)) for row in rows}


def rename(font: TTFont) -> None:
    """Gives it a name of its own; copyright, trademark and licence stay."""
    names = font["name"]
    full = f"{NAME} Regular"
    own = {1: NAME, 2: "Regular", 3: f"{full}:{VERSION}", 4: full, 5: f"Version {VERSION}",
           6: NAME.replace(" ", "") + "-Regular"}
    kept = {record.nameID: str(record) for record in names.names if record.nameID in (0, 7, 13, 14)}
    names.names = []
    for which, text in sorted((kept | own).items()):
        names.setName(text, which, 3, 1, 0x409)


def main() -> None:
    there = Path(sys.argv[1])
    original = there / "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
    font = TTFont(original, recalcTimestamp=False)
    table = general_standard(there / "usr/share/unicode")
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    wanted = gb2312() | table | latin | set(SIGNS)
    missing = wanted - {chr(code) for code in font.getBestCmap()}
    if missing:
        sys.exit(f"not in the font: {''.join(sorted(missing))}")
    options = subset.Options(
        # Characters are placed one by one, as they are: nothing that joins or swaps them.
        layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True, glyph_names=False,
        drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "meta", "gasp"],
    )
    options.recalc_timestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in wanted])
    cutter.subset(font)
    rename(font)
    font.save("WenmingKai-Regular.ttf")
    print(f"{len(wanted)} characters, {len(table)} of them of the general table")


main()
