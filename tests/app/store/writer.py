"""A desk that writes segments until somebody kills it; says on stdout what is saved."""

import sys
from pathlib import Path

from app.store import calls, segments
from app.store.database import open_store
from tests.app.store.made import made_call, made_segment, made_understanding


def main() -> None:
    store = open_store(Path(sys.argv[1]))
    call = made_call()
    with store.begin() as session:
        calls.save_call(session, call)
    start_s = 0.0
    while True:
        segment = made_segment(call, start_s)
        with store.begin() as session:
            segments.save_segment(session, segment, made_understanding(segment))
        print(segment.segment_id, flush=True)
        start_s += 2.0


if __name__ == "__main__":
    main()
