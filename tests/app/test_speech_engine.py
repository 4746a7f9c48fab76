"""Which engine the settings choose, where sound may go, and where the key rests."""

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.assembly import recognizer_loader
from app.commands.doctor import examine
from app.commands.speech_server import keep_key
from app.config import SPEECH_KEY, Config, SpeechConfig
from app.speech_engine import EngineWatch, engine_name, server_address, speech_key
from app.station import facts_of
from domain.errors import ConfigInvalid, ModelMissing
from domain.events import EngineChanged, Event, SegmentHeard
from speech.recognition.stand_in import WithStandIn
from tests.app.speech_server.serving import KEY
from tests.app.station import config_in
from tests.speech.recognition import onnx_files
from tests.speech.sounds import block, tone
from tests.speech.tone_recognizer import Away, ToneRecognizer, no_model
from tests.widgets.scripted_call import segment, understanding


def with_speech(folder: Path, **settings: Any) -> Config:
    return replace(config_in(folder), speech=SpeechConfig(**settings))


def with_server(folder: Path, url: str, **settings: Any) -> Config:
    return with_speech(folder, engine="server", server_url=url, **settings)


@pytest.mark.parametrize(
    ("url", "allows_http", "may"),
    [
        ("https://asr.example.com", False, True),
        ("http://127.0.0.1:8766", False, True),
        ("http://[::1]:8766", False, True),
        ("http://localhost:8766", False, True),
        ("http://192.168.1.5:8766", False, False),
        ("http://192.168.1.5:8766", True, True),
        ("http://speech-pc:8766", False, False),
        ("http://speech-pc:8766", True, True),
        ("http://asr.lan", True, True),
        ("http://8.8.8.8", True, False),
        ("http://asr.example.com", True, False),
        ("http://localhost.evil.example.com", True, False),
    ],
)
def test_calls_leave_this_machine_in_the_clear_only_where_the_site_said_so(
    tmp_path: Path, url: str, allows_http: bool, may: bool
) -> None:
    config = with_server(tmp_path, url, server_allows_http=allows_http)
    if may:
        assert server_address(config, {}).url == url
    else:
        with pytest.raises(ConfigInvalid, match="server_allows_http"):
            server_address(config, {})


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"engine": "server"}, "speech.server_url"),
        ({"engine": "sherpa-onnx"}, "speech.sherpa_folder"),
        (
            {"engine": "server", "server_url": "https://a", "server_ca_file": "gone.pem"},
            "gone.pem",
        ),
    ],
)
def test_an_engine_that_lacks_a_setting_names_it(
    tmp_path: Path, settings: dict[str, Any], named: str
) -> None:
    with pytest.raises(ConfigInvalid, match=named.replace(".", r"\.")) as caught:
        recognizer_loader(with_speech(tmp_path, **settings))
    assert " / " in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["ftp://a", "a.example", "https://", "https://user:key@a", "https://a?key=x", "http://a:b"],
)
def test_an_address_that_is_none_is_refused_when_it_is_read(tmp_path: Path, url: str) -> None:
    environ = {"LINGTAI_CONFIG": str(tmp_path / "none"), "LINGTAI_SPEECH_SERVER_URL": url}
    with pytest.raises(ConfigInvalid, match="LINGTAI_SPEECH_SERVER_URL"):
        Config.load(environ)


def test_the_key_is_no_setting_and_no_unknown_variable(tmp_path: Path) -> None:
    environ = {"LINGTAI_CONFIG": str(tmp_path / "none"), SPEECH_KEY: KEY}
    assert KEY not in repr(Config.load(environ))


def test_the_environments_key_beats_the_kept_one_which_only_this_user_can_read(
    tmp_path: Path,
) -> None:
    config = with_server(tmp_path, "https://asr.example.com")
    assert speech_key(config, {}) == ""
    assert "/" in keep_key(config, KEY)
    assert speech_key(config, {}) == KEY
    assert speech_key(config, {SPEECH_KEY: "other"}) == "other"
    assert speech_key(with_server(tmp_path, "https://other.example.com"), {}) == ""
    (file,) = (tmp_path / "speech").iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert KEY not in repr(server_address(config, {}))


def test_a_key_needs_a_server_and_printable_characters(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"server_url"):
        keep_key(config_in(tmp_path), KEY)
    with pytest.raises(ConfigInvalid):
        keep_key(with_server(tmp_path, "https://a.example"), "two words\n")


def test_settings_and_status_bar_say_where_calls_go(tmp_path: Path) -> None:
    config = with_server(tmp_path, "https://asr.example.com:8443", server_model="big")
    facts = facts_of(config, central_url="")
    assert facts.model == "big @ asr.example.com:8443"
    assert facts.sends_sound_to == "https://asr.example.com:8443"
    assert not facts.is_demo_model
    assert facts_of(config_in(tmp_path), central_url="").sends_sound_to == ""


def test_a_server_that_is_away_is_found_by_the_doctor(tmp_path: Path) -> None:
    config = with_server(tmp_path, "http://127.0.0.1:9")
    found = [one for one in examine(config) if "server" in one.name]
    assert [one.is_well for one in found] == [False]
    assert "127.0.0.1:9" in found[0].text


def test_sherpa_without_its_package_or_model_is_found_by_the_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    folder = onnx_files.sense_voice(tmp_path / "model")
    config = with_speech(tmp_path, engine="sherpa-onnx", sherpa_folder=str(folder))
    assert engine_name(config) == "SenseVoice:model"
    (found,) = (one for one in examine(config) if "model" in one.name)
    assert not found.is_well
    assert "pip install sherpa-onnx" in found.text
    (folder / "tokens.txt").unlink()
    (found,) = (one for one in examine(config) if "model" in one.name)
    assert "tokens.txt" in found.text


def test_the_stand_in_helps_out_only_while_the_other_is_away(tmp_path: Path) -> None:
    chosen = Away(back=tmp_path / "back", window_s=15.0)
    engine = WithStandIn(chosen, ToneRecognizer, 20.0)
    sound = block(tone(1.0, 300.0))
    assert engine.recognize(sound, is_final=True).text == "300赫兹"
    assert chosen.asked == []
    (tmp_path / "back").touch()
    assert engine.recognize(sound, is_final=True).text == "300赫兹"
    assert len(chosen.asked) == 1
    assert [one.text for one in engine.recognize_many([sound.samples] * 2)] == ["300赫兹"] * 2
    assert engine.window_s == 15.0


def test_a_stand_in_that_does_not_load_is_told(tmp_path: Path) -> None:
    engine = WithStandIn(Away(back=tmp_path / "back"), no_model, 10.0)
    with pytest.raises(ModelMissing):
        engine.recognize(block(tone(1.0)), is_final=True)


def test_who_hears_is_told_when_it_changes_and_not_each_time(tmp_path: Path) -> None:
    told: list[Event] = []
    config = with_server(tmp_path, "https://a.example", server_has_stand_in=True)
    watch = EngineWatch(config, told.append)
    for engine in ("server:big", "small", "small", "server:big"):
        of = replace(segment(1), engine=engine)
        watch.tell(SegmentHeard(of, understanding(of, 1), 0.8))
    changes = [one for one in told if isinstance(one, EngineChanged)]
    assert changes == [EngineChanged("small", True), EngineChanged("server:big", False)]
    assert len(told) == 4 + 2
