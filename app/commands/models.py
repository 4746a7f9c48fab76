"""The models verbs: which speech models there are, and getting, measuring and choosing them."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from app.assembly import new_model_shop
from app.config import Config, file_of
from app.speech_models.shelf import Shelf
from app.speech_models.shop import ModelShop
from domain.speech_models import ModelJob, ModelRow

_SHOWN_EVERY_S: Final = 0.5
_MEGA: Final = 1e6


def listed(config: Config) -> Iterator[str]:
    """One line a model: those here first, then what can be fetched. Nothing is loaded."""
    shown = Shelf(config).listed()
    for row in shown.rows:
        yield _line(row)
        if not row.trouble:
            yield f"      {row.note[0]} / {row.note[1]}"
    yield f"选用 / used: {shown.wanted} — {shown.reason[0]} / {shown.reason[1]}"
    yield f"本机 / here: {shown.machine[0]} / {shown.machine[1]}"
    yield f"文件夹 / folder: {shown.folder}"
    yield f"来源 / hub: {shown.hub}（HF_ENDPOINT 或 models.hub_url / or models.hub_url）"


def as_json(config: Config) -> str:
    return msgspec.json.format(msgspec.json.encode(Shelf(config).listed())).decode()


def fetch(config: Config, name: str) -> str:
    """Raises WorkstationError."""
    return _run(new_model_shop(config), lambda shop: shop.fetch(name))


def bring(config: Config, source: Path, name: str) -> str:
    """Raises WorkstationError."""
    return _run(new_model_shop(config), lambda shop: shop.bring(source, name=name))


def measure(config: Config, name: str) -> str:
    """Raises WorkstationError."""
    chosen = name or str(Shelf(config).chosen())
    told = _run(new_model_shop(config), lambda shop: shop.measure(chosen))
    return f"{Path(chosen).name}  {told}"


def use(config: Config, name: str) -> Iterator[str]:
    """Raises ModelMissing, ConfigInvalid, DataFolderReadOnly."""
    new_model_shop(config).use(name)
    yield f"已保存到 {file_of()} / saved"
    yield from (line for line in listed(Config.load()) if line.startswith("选用"))


def remove(config: Config, name: str) -> str:
    """Raises UserError."""
    new_model_shop(config).remove(name)
    return f"已删除 {name} / removed"


def _run(shop: ModelShop, work: Callable[[ModelShop], None]) -> str:
    """Do the work and show how far it is; Ctrl-C ends it, what arrived is kept."""
    over = threading.Event()
    watching = threading.Thread(target=_show, args=(shop, over), name="models-progress")
    watching.start()
    try:
        work(shop)
    finally:
        over.set()
        watching.join()
    job = shop.job()
    assert job is not None
    return job.text


def _show(shop: ModelShop, over: threading.Event) -> None:
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    while not over.wait(_SHOWN_EVERY_S):
        job = shop.job()
        if is_terminal and job is not None and job.total:
            print(f"\r{progress_line(job)}", end="", file=sys.stderr, flush=True)
    if is_terminal:
        print(file=sys.stderr)


def progress_line(job: ModelJob) -> str:
    """Return such as: small  45 %  218 / 486 MB  3.1 MB/s  还要 / left 01:26."""
    left = job.left_s
    line = (
        f"{job.name}  {100 * job.done / job.total:.0f} %  {job.done / _MEGA:.0f}"
        f" / {job.total / _MEGA:.0f} MB  {job.bytes_per_s / _MEGA:.1f} MB/s"
    )
    if left is None:
        return line
    return f"{line}  还要 / left {int(left) // 60:02d}:{int(left) % 60:02d} "


def _line(row: ModelRow) -> str:
    if row.trouble:
        return f"  ✗ {row.trouble}"
    mark = "*" if row.is_chosen else "r" if row.for_recordings else " "
    sign = "✓" if row.is_installed else "↓"
    how = "≈" if row.is_measured else "约"
    speed = "未测 / not measured" if row.speed is None else f"{how} {row.speed:.2f}× 实时"
    guess = "" if row.is_measured or row.speed is None else "（估计 / estimate）"
    memory = f"{row.memory_mb:.0f} MB 内存" if row.memory_mb else ""
    return f"{mark} {sign} {row.name}  {row.size_mb:.0f} MB  {speed}{guess}  {memory}".rstrip()
