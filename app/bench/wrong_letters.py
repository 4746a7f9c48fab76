"""Letters heard wrong by the pipeline beside those of the raw engine on whole channels."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from app.assembly import LocalEngine, new_detector, offline_settings
from app.bench.rows import BenchRow, row_of
from app.config import Config
from domain.audio import Role
from domain.ids import new_id
from speech.accuracy import Accuracy, compare, total
from speech.audio.decode import read_call
from speech.offline import transcribe_call, transcript


def letter_rows(config: Config, recognizer: LocalEngine, paths: Sequence[Path]) -> list[BenchRow]:
    """Return the difference in character error rate per call, in points."""
    ours, theirs = [], []
    for path in paths:
        audio = read_call(path)
        portions = transcribe_call(
            audio, recognizer, new_detector, call_id=new_id(), settings=offline_settings(config)
        )
        heard = transcript(portions)
        said = {role: _script(path, role) for role in Role}
        ours.append(
            total(
                compare(said[role], "".join(one.text for one in heard if one.role is role))
                for role in Role
            )
        )
        raw = {Role.AGENT: audio.agent.samples, Role.CUSTOMER: audio.customer.samples}
        theirs.append(
            total(compare(said[role], recognizer.transcribe_raw(raw[role])) for role in Role)
        )
    points = [100 * (one.cer - other.cer) for one, other in zip(ours, theirs, strict=True)]
    notes = f"{_cer(ours):.1%} − {_cer(theirs):.1%}"
    name = "字错率 − 裸引擎整段 / CER − raw whole-channel CER, points"
    return [row_of(name, points, goal=0.0, stretch=-1.0, notes=notes)]


def _cer(found: Sequence[Accuracy]) -> float:
    return total(found).cer


def _script(path: Path, role: Role) -> str:
    turns = tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))["turns"]
    return "".join(turn["text"] for turn in turns if turn["role"] == role.value)
