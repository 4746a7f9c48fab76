"""The models of a desk, in memory: work ends when the test says so."""

from dataclasses import replace
from pathlib import Path
from threading import Event

from domain.errors import UserError
from domain.speech_models import JobKind, ModelJob, ModelList, ModelRow

ROWS = (
    ModelRow(
        "lingtai-demo",
        3.2,
        "en zh",
        ("随附的小模型，只懂合成的演示语言", "The bundled model: it knows the demo language only"),
        is_installed=True,
        is_demo=True,
        speed=0.02,
        is_measured=True,
        memory_mb=118,
    ),
    ModelRow(
        "small",
        486,
        "99",
        ("没有公开的普通话电话字错率；估计高于 30 %", "No published CER on Mandarin calls"),
        "MIT",
        is_installed=True,
        is_chosen=True,
        speed=0.46,
        is_measured=True,
        memory_mb=1050,
    ),
    ModelRow(
        "broken",
        12,
        "",
        ("不在聆台的目录里，准确率未知", "Not in our catalogue: accuracy unknown"),
        is_installed=True,
        trouble="语音模型不可用：broken（model.bin 被截断），请重新放好模型文件夹"
        " / Speech model unusable: broken: model.bin is cut short",
    ),
    ModelRow(
        "large-v3-turbo",
        1621,
        "99",
        (
            "普通话字错率比 large-v3 高约 2 个百分点（FunASR 自测 21.7 % 对 20.0 %），快得多",
            "About 2 points worse than large-v3 (FunASR's own set: 21.7 against 20.0 %)",
        ),
        "MIT",
        can_fetch=True,
        speed=2.9,
        memory_mb=1750,
    ),
    ModelRow(
        "belle-large-v3-zh",
        3090,
        "zh",
        (
            "普通话字错率 AISHELL-1 2.8 %，电话（HKUST）16.4 %（Belle v3 模型卡）；由他人转换",
            "Mandarin CER 2.8 % on AISHELL-1, 16.4 % on calls (HKUST), by its card",
        ),
        "Apache-2.0",
        can_fetch=True,
        memory_mb=2700,
    ),
)


class MemoryModels:
    def __init__(self) -> None:
        self.rows: tuple[ModelRow, ...] = ROWS
        self.wanted = "auto"
        self.started: list[tuple[str, str]] = []
        self.removed: list[str] = []
        self.going_on = Event()
        self.failure = ""
        self.is_closed = False
        self._job: ModelJob | None = None

    def listed(self) -> ModelList:
        return ModelList(
            self.rows,
            self.wanted,
            (
                "small 是跟得上双方通话的模型里最准的（实测 0.46× 实时，上限 0.5）",
                "small is the best that keeps up with both sides of a call (measured 0.46×)",
            ),
            (
                "2 个物理核、2 个逻辑核，用 2 个线程解码；有 AVX-512 VNNI 指令，用 int8",
                "2 physical, 2 logical cores: 2 threads decode; has AVX-512 VNNI: int8",
            ),
            "~/.local/share/lingtai/models",
            "https://models.example",
        )

    def job(self) -> ModelJob | None:
        return self._job

    def fetch(self, name: str) -> None:
        self._work("fetch", name, 1_621_000_000)

    def bring(self, source: Path) -> None:
        self._work("import", source.name, 0)

    def measure(self, name: str) -> None:
        self._work("bench", name, 0)

    def cancel(self) -> None:
        self.failure = "已取消；下载了的部分还在 / cancelled"
        self.going_on.set()

    def use(self, name: str) -> bool:
        self.wanted = name
        self.rows = tuple(replace(row, is_chosen=row.name == name) for row in self.rows)
        return name != "lingtai-demo"

    def remove(self, name: str) -> None:
        self.removed.append(name)
        self.rows = tuple(row for row in self.rows if row.name != name)

    def close(self) -> None:
        self.is_closed = True
        self.going_on.set()

    def _work(self, kind: JobKind, name: str, total: int) -> None:
        self.started.append((kind, name))
        self._job = ModelJob(kind, name, total * 45 // 100, total, 3_100_000.0)
        self.going_on.wait(60)
        text = self.failure or "≈ 0.46× 实时 / of real time"
        self._job = replace(self._job, is_over=True, text=text, has_failed=bool(self.failure))
        if self.failure:
            raise UserError(self.failure)
