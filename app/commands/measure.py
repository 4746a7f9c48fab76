"""Verbs that measure: bench, eval."""

from pathlib import Path
from typing import Any

from app.assembly import load_recognizer, new_detector, new_understander
from app.bench.pipeline import FileFigures, bench_files
from app.call_picture import CallPicture
from app.config import Config
from app.demo import DEMO_FOLDER, RESOURCES
from app.store import calls
from app.store import segments as stored
from app.store.clock import now_ms
from app.store.database import Store, open_store
from domain.calls import Call, Customer, Segment
from domain.errors import UserError
from domain.ids import new_id
from speech.evaluation import SpeechReport, evaluate

HELDOUT = RESOURCES.parent / "tests" / "data" / "speech_heldout"
# Every test sentence, not a sample; `python -m tools.train_demo_model evaluate` speaks it.
HELDOUT_FULL = RESOURCES.parent / "build" / "speech_model" / "evaluation"


def full_set() -> Path:
    """Return the folder of the full test sets. Raises UserError when they are not made yet."""
    if not (HELDOUT_FULL / "manifest.json").exists():
        raise UserError(
            f"完整评测集还没有生成：{HELDOUT_FULL}；先运行 "
            "python -m tools.train_demo_model evaluate（需要 espeak-ng） / The full sets are not "
            "made yet; first run python -m tools.train_demo_model evaluate (needs espeak-ng)"
        )
    return HELDOUT_FULL


def speech_report(config: Config, folder: Path) -> SpeechReport:
    return evaluate(folder, load_recognizer(config))


def file_figures(config: Config, folder: Path, *, passes: int) -> FileFigures:
    """Whole pipeline over the demo calls against the raw engine; stores into folder."""
    store = open_store(folder)
    try:
        return _file_figures(config, store, passes)
    finally:
        store.close()


def _file_figures(config: Config, store: Store, passes: int) -> FileFigures:
    understander = new_understander(config)

    def finish(heard: tuple[Segment, ...]) -> None:
        call = Call(heard[0].call_id, now_ms(), "", "", "", "in", Customer(new_id(), "", ""))
        picture = CallPicture(call, understander, lambda _segment, _meaning, _category: ())
        changes = [picture.hear(segment) for segment in heard]
        with store.begin() as session:
            calls.save_call(session, call)
            for change in changes:
                stored.save_segment(session, change.segment, change.understanding)
            calls.save_picture(session, changes[-1].picture)

    files = sorted(DEMO_FOLDER.glob("*.flac"))
    return bench_files(files, load_recognizer(config), new_detector, passes=passes, finish=finish)


def report_rows(report: SpeechReport) -> list[dict[str, Any]]:
    silence = {
        "kind": "non-speech",
        "clips": report.silent_clips,
        "with_text": report.silent_clips_with_text,
    }
    return [*report.rows(), silence]


def report_table(report: SpeechReport) -> str:
    lines = [
        f"{row['kind']:<26} {row['sentences']:>4} 句 / sentences"
        f"   CER {row['cer']:.2%}   SER {row['ser']:.2%}{_numbers(row)}"
        for row in report.rows()
    ]
    lines.append(
        f"{'non-speech':<26} {report.silent_clips:>4} 段 / clips"
        f"   有字 / with text {report.silent_clips_with_text}"
    )
    return "\n".join(lines)


def _numbers(row: dict[str, Any]) -> str:
    if not row["numbers"]:
        return ""
    right = round(row["numbers_right"] * row["numbers"])
    return f"   号码 / numbers {right}/{row['numbers']}"
