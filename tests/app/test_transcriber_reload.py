"""The running desk goes on with another engine, without a restart of its own."""

from app.transcriber import Transcriber, TranscriberSettings
from domain.errors import ModelMissing
from tests.speech.tone_recognizer import ToneRecognizer, no_model

PATIENCE_S = 60.0


def test_a_desk_without_a_model_hears_once_it_has_one() -> None:
    transcriber = Transcriber(no_model, TranscriberSettings(), lambda _event: None)
    transcriber.start()
    try:
        try:
            transcriber.wait_ready(PATIENCE_S)
            raise AssertionError("there was a model")
        except ModelMissing:
            pass
        transcriber.reload(ToneRecognizer, None)
        assert transcriber.wait_ready(PATIENCE_S)
    finally:
        assert transcriber.stop(wait_s=PATIENCE_S)


def test_another_engine_is_another_process() -> None:
    transcriber = Transcriber(ToneRecognizer, TranscriberSettings(), lambda _event: None)
    transcriber.start()
    try:
        assert transcriber.wait_ready(PATIENCE_S)
        before = transcriber.pid
        transcriber.reload(ToneRecognizer, None)
        assert transcriber.wait_ready(PATIENCE_S)
        assert transcriber.pid not in (None, before)
    finally:
        assert transcriber.stop(wait_s=PATIENCE_S)
