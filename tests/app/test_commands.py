"""The command line: each verb does its job; bad input gives one line and the right exit code."""

import io
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from math import inf
from pathlib import Path

import pytest

import main
from app.assembly import engine_prompt, offline_settings
from app.commands import measure
from app.commands.files import as_text, without_meaning
from app.config import BUNDLED_MODEL, Config, SpeechConfig
from app.demo import DEMO_FOLDER
from domain.audio import Role
from domain.calls import Segment
from speech.offline import OfflineSettings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINGTAI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LINGTAI_CONFIG", str(tmp_path / "lingtai.toml"))
    monkeypatch.delenv("LINGTAI_MODEL", raising=False)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lingtai", *arguments])
    return main.main()


def one_line(text: str) -> str:
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    assert " / " in lines[0]
    return lines[0]


def test_help_speaks_chinese_and_english_and_names_every_verb(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--help") == 0
    shown = capsys.readouterr().out
    assert "聆台" in shown
    assert "Lingtai" in shown
    verbs = "demo transcribe understand score lookup serve sync doctor models bench eval"
    assert all(verb in shown for verb in verbs.split())


def test_help_loads_no_engine_and_no_window() -> None:
    code = (
        "import sys; sys.argv = ['lingtai', '--help']; import main; main.main();"
        "heavy = {'faster_whisper', 'onnxruntime', 'PySide6', 'sqlalchemy', 'snownlp', 'av'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_understand_answers_line_by_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"text": "家里有煤气味，电话13812345678"}\n'))
    assert run(monkeypatch, "understand") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["urgency"]["level"] == "P1"
    assert "13812345678" not in answer["redacted"]


def test_understand_names_the_line_that_is_no_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"text": "好"}\nhello\n'))
    assert run(monkeypatch, "understand") == 2
    assert "第 2 行" in one_line(capsys.readouterr().err)


def test_lookup_finds_an_article(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "lookup", "空调漏水", "--json", "--limit", "2") == 0
    cards = json.loads(capsys.readouterr().out)
    assert 1 <= len(cards) <= 2
    assert "漏水" in cards[0]["article"]["title"]


@pytest.mark.parametrize(
    "content",
    [b"", b"not a sound at all", b"RIFF\x00\x00\x00\x00WAVE"],
    ids=["empty", "text", "header"],
)
def test_a_file_without_sound_gives_one_line(
    content: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "broken.wav"
    file.write_bytes(content)
    assert run(monkeypatch, "transcribe", str(file)) == 2
    assert "broken.wav" in one_line(capsys.readouterr().err)


def test_a_missing_model_folder_gives_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINGTAI_MODEL", str(tmp_path / "nowhere"))
    assert run(monkeypatch, "transcribe", str(DEMO_FOLDER / "06_thanks.flac")) == 2
    assert "nowhere" in one_line(capsys.readouterr().err)


def test_a_model_folder_with_a_file_missing_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINGTAI_MODEL", str(tmp_path))
    (tmp_path / "model.bin").write_bytes(b"x")
    assert run(monkeypatch, "eval", "speech") == 2
    assert "config.json" in one_line(capsys.readouterr().err)


def test_the_full_sets_are_asked_for_by_name_when_they_are_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(measure, "HELDOUT_FULL", tmp_path)
    assert run(monkeypatch, "eval", "speech", "--full") == 2
    assert "tools.train_demo_model evaluate" in one_line(capsys.readouterr().err)


def test_an_unknown_setting_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lingtai.toml").write_text('language = "zh"\nmodel_foldr = "x"\n', "utf-8")
    assert run(monkeypatch, "models") == 2
    told = one_line(capsys.readouterr().err)
    assert "model_foldr" in told
    assert "model_folder" in told


def test_a_data_folder_that_cannot_be_written_gives_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LINGTAI_DATA", str(tmp_path / "file" / "data"))
    assert run(monkeypatch, "sync") == 2
    one_line(capsys.readouterr().err)


def test_a_port_in_use_gives_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        command = [sys.executable, "main.py", "serve", "--port", port, "--data", str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert port in one_line(done.stderr)


def test_the_window_without_a_display_gives_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert run(monkeypatch) == 2
    one_line(capsys.readouterr().err)


def test_an_unknown_demo_is_answered_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "demo", "--name", "07_none") == 2
    assert "03_gas_smell" in one_line(capsys.readouterr().err)


def test_a_mistyped_verb_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "transcrib") == 2
    assert "transcrib" in capsys.readouterr().err


def test_doctor_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINGTAI_MODEL", str(tmp_path / "nowhere"))
    assert run(monkeypatch, "doctor") == 1
    shown = capsys.readouterr().out
    assert "✗ 语音模型" in shown
    assert "✓ 数据目录" in shown


def test_output_is_utf8_whatever_the_console_says() -> None:
    command = [sys.executable, "main.py", "doctor"]
    gbk = os.environ | {"PYTHONIOENCODING": "gbk"}
    done = subprocess.run(command, cwd=ROOT, env=gbk, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert "✓ Python" in done.stdout.decode("utf-8")


def test_a_reader_that_leaves_early_ends_it_quietly() -> None:
    command = [sys.executable, "main.py", "lookup", "空调", "--limit", "1"]
    kept_back = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        command, cwd=ROOT, env=kept_back, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_understand_gives_no_personal_number_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"text": "我的电话是13812345678，座机电话是057188886666，投诉你们"}
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(asked) + "\n"))
    assert run(monkeypatch, "understand") == 0
    shown = capsys.readouterr().out
    assert "13812345678" not in shown
    assert "88886666" not in shown
    answer = json.loads(shown)
    assert "text" not in answer
    assert answer["understanding"]["entities"]


def test_a_file_is_cut_up_by_the_configured_settings() -> None:
    speech = SpeechConfig(start_chance=0.7, end_silence_s=0.9, max_utterance_s=6.0, hotwords="漏水")
    settings = offline_settings(Config(speech=speech))
    assert settings.segmenter.endpointer.start_chance == 0.7
    assert settings.segmenter.endpointer.end_silence_s == 0.9
    assert settings.segmenter.max_s == 6.0
    assert settings.hotwords.startswith("漏水 海尔 ")
    assert settings.segmenter.partial_every_s == inf
    assert settings.segmenter.endpointer.pause_s == inf
    assert offline_settings(Config()) == OfflineSettings(hotwords=engine_prompt(Config()))


def test_a_transcript_is_shown_without_personal_numbers() -> None:
    said = Segment("s-1", "c-1", Role.CUSTOMER, 0.0, 2.0, "我的电话是13812345678", 1.0)
    shown, _ = without_meaning(said)
    assert shown.text == "我的电话是138****5678"
    assert as_text((shown,)) == "00:00  客户  我的电话是138****5678"


def test_transcribe_and_score_show_no_personal_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call = str(DEMO_FOLDER / "01_calm_repair.flac")
    assert run(monkeypatch, "transcribe", call, "--json") == 0
    told = capsys.readouterr().out
    assert "138****5678" in told
    assert "13812345678" not in told
    assert run(monkeypatch, "score", call, "--json") == 0
    told = capsys.readouterr().out
    assert json.loads(told)["scorecard"]["final_score"] > 0
    assert "13812345678" not in told


def test_doctor_names_a_variable_that_sets_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINGTAI_MODLE", "x")
    assert run(monkeypatch, "doctor") == 1
    assert "did you mean LINGTAI_MODEL?" in capsys.readouterr().out
    assert run(monkeypatch, "sync") == 2
    assert "LINGTAI_MODLE" in one_line(capsys.readouterr().err)


def test_doctor_ends_on_a_drive_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, exists = itertools.count(), Path.exists
    drive = {tmp_path / "data", *(tmp_path / "data").parents}

    def is_there(path: Path) -> bool:
        assert next(asked) < 10_000, "never ends"
        return path not in drive and exists(path)

    monkeypatch.setattr(Path, "exists", is_there)
    assert run(monkeypatch, "doctor") == 1
    assert "✗ 磁盘" in capsys.readouterr().out


def test_sync_that_is_turned_off_says_so_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINGTAI_CENTRAL_IS_ENABLED", "no")
    assert run(monkeypatch, "sync") == 2
    assert "central.is_enabled" in one_line(capsys.readouterr().err)


def test_a_zone_that_is_not_there_gives_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINGTAI_SITE_TIMEZONE", "Mars/X")
    assert run(monkeypatch, "understand") == 2
    assert "LINGTAI_SITE_TIMEZONE" in one_line(capsys.readouterr().err)


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGKILL, -9)])
def test_serve_takes_its_service_and_database_with_it(
    sent: signal.Signals, code: int, tmp_path: Path
) -> None:
    command = [sys.executable, "main.py", "serve", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"ready http://127.0.0.1:")
        assert (tmp_path / "pg" / "postmaster.pid").exists()
        process.send_signal(sent)
        process.stdout.read()  # ends when the last one that holds it has ended
    assert process.returncode == code
    assert not (tmp_path / "pg" / "postmaster.pid").exists()


def test_models_lists_measures_brings_in_and_chooses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lines(*arguments: str) -> list[str]:
        assert run(monkeypatch, "models", *arguments) == 0
        return capsys.readouterr().out.splitlines()

    assert lines()[0].startswith("* ✓ lingtai-demo")
    assert "× 实时" in lines("bench")[0]
    assert "≈" in lines("list")[0]
    shutil.copytree(BUNDLED_MODEL, tmp_path / "stick" / "mine")
    assert "mine" in lines("import", str(tmp_path / "stick"), "--name", "mine")[0]
    chosen = [line for line in lines("list") if line.startswith("*")]
    assert len(chosen) == 1
    assert chosen[0].startswith("* ✓ mine")
    lines("use", "lingtai-demo")
    assert Config.load().wanted_model == "lingtai-demo"
    assert lines("list")[0].startswith("* ✓ lingtai-demo")
    assert "mine" in lines("remove", "mine")[0]
    assert run(monkeypatch, "models", "use", "mine") == 2
    assert "mine" in one_line(capsys.readouterr().err)
