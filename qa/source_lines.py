"""Where each key of a TOML file stands, so that a mistake can be named by its line."""

import re

_TABLE = re.compile(r"^\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w\-]+)\s*=")


def lines_of(text: str) -> dict[str, int]:
    """Return the line, counted from 1, of each table and key, by paths like sections[1].items[0].

    Understands the TOML of our tables: bare keys, no dotted keys, arrays over several lines.
    """
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for line_no, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _table_path(header[2], counts, is_array=header[1] == "[[")
            places[table] = line_no
        elif key := _KEY.match(line):
            places.setdefault(f"{table}.{key[1]}" if table else key[1], line_no)
    return places


def _table_path(name: str, counts: dict[str, int], *, is_array: bool) -> str:
    parts = name.split(".")
    path = ""
    for depth, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        if depth == len(parts) - 1 and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
