"""The addresses of the speech server: OpenAI's own, so that any client of it fits."""

import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from fastapi import FastAPI, Request, Response

from app.speech_server.answers import Said, Transcription, media_type, written
from app.speech_server.engine_line import EngineLine, LineFull, Wish
from app.speech_server.sound_decoder import SoundDecoder
from app.speech_server.uploads import Problem, Upload, check_key, read_upload
from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from domain.errors import AudioFileUnreadable, ModelMissing, RecognizerDown, Refused
from speech.recognition.recognizer import Heard, says_nothing
from speech.utterance import Utterance

log = logging.getLogger(__name__)

MAX_SOUND_S: Final = 1800.0
LONG_AT_ONCE: Final = 2  # uploads longer than a window: each holds its whole sound in memory
_LOOK_S: Final = 1.0  # how soon a caller who hung up is noticed
_SAFE_HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}

Cut: TypeAlias = Callable[[AudioBlock], list[Utterance]]


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers: the line of one model, and how long sound becomes utterances."""

    line: EngineLine
    decoder: SoundDecoder
    cut: Cut
    model: str
    window_s: float


def create_app(engine: Engine, keys: tuple[str, ...]) -> FastAPI:
    app = FastAPI(title="Lingtai speech", version="1", docs_url=None, redoc_url=None)
    app.add_exception_handler(Problem, _problem)
    desk = _Counter(engine, keys)
    app.get("/health")(desk.health)
    app.get("/v1/models")(desk.models)
    app.get("/v1/models/{name:path}")(desk.model)
    app.post("/v1/audio/transcriptions")(desk.transcribe)
    return app


class _Counter:
    """Where requests are taken."""

    def __init__(self, engine: Engine, keys: tuple[str, ...]) -> None:
        self._engine = engine
        self._keys = keys
        self._long = asyncio.Semaphore(LONG_AT_ONCE)

    async def health(self) -> Response:
        """Tell whoever watches the server; no key, and nothing that needs one."""
        line = self._engine.line
        return _answer({"status": "ok", "waiting": line.waiting, "working": line.is_working})

    async def models(self, request: Request) -> Response:
        check_key(request, self._keys)
        return _answer({"object": "list", "data": [self._model()]})

    async def model(self, request: Request, name: str) -> Response:
        check_key(request, self._keys)
        if name != self._engine.model:
            raise Problem(404, "model_not_found", "没有这个模型 / no such model")
        return _answer(self._model())

    async def transcribe(self, request: Request) -> Response:
        check_key(request, self._keys)
        try:
            self._engine.line.check_room()  # before 25 MB are read for nothing
            upload = await read_upload(request, self._engine.model)
            samples = await asyncio.to_thread(self._engine.decoder.decode, upload.data)
            found = await self._hear(request, replace(upload, data=b""), samples)
        except LineFull as error:
            raise _busy(error.retry_after_s) from error
        except AudioFileUnreadable as error:
            raise Problem(400, "bad_sound", str(error)) from error
        except RecognizerDown as error:
            raise Problem(503, "engine_down", str(error), retry_after_s=2) from error
        except (Refused, ModelMissing) as error:
            raise Problem(500, "engine_failed", str(error)) from error
        body = written(found, upload.kind, upload.granularities)
        return Response(body, 200, _SAFE_HEADERS, media_type=media_type(upload.kind))

    async def _hear(self, request: Request, upload: Upload, samples: Samples) -> Transcription:
        duration_s = len(samples) / SAMPLE_RATE_HZ
        if says_nothing(samples):
            return Transcription(duration_s, ())
        if duration_s <= self._engine.window_s:
            wish = Wish.FINAL if upload.wish is None else upload.wish
            heard = await self._one(request, samples, wish, upload.hotwords)
            said = (Said(0.0, duration_s, heard),) if heard.text else ()
            return Transcription(duration_s, said)
        if self._long.locked():
            raise _busy(5)
        async with self._long:
            return await self._long_one(request, upload, samples, duration_s)

    async def _long_one(
        self, request: Request, upload: Upload, samples: Samples, duration_s: float
    ) -> Transcription:
        """Cut by voice activity; utterance by utterance, so that anything live comes between."""
        whole = AudioBlock(Role.CUSTOMER, 0.0, samples)
        said = []
        for one in await asyncio.to_thread(self._engine.cut, whole):
            audio = one.audio
            wish = Wish.BACKGROUND if upload.wish is None else upload.wish
            heard = await self._one(request, audio.samples, wish, upload.hotwords)
            if heard.text:
                said.append(Said(audio.start_s, audio.end_s, _moved(heard, audio.start_s)))
        return Transcription(duration_s, tuple(said))

    async def _one(self, request: Request, samples: Samples, wish: Wish, hotwords: str) -> Heard:
        asked: Future[Heard] = self._engine.line.ask(samples, wish, hotwords)
        answer = asyncio.wrap_future(asked)
        try:
            while not (await asyncio.wait({answer}, timeout=_LOOK_S))[0]:
                if await request.is_disconnected():
                    raise Problem(499, "hung_up", "对方已断开 / the caller hung up")
            return answer.result()
        finally:
            answer.cancel()  # nothing, once it is there

    def _model(self) -> dict[str, Any]:
        return {
            "id": self._engine.model,
            "object": "model",
            "created": 0,
            "owned_by": "lingtai",
            "window_s": self._engine.window_s,
        }


def _moved(heard: Heard, by_s: float) -> Heard:
    words = tuple(
        replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s) for word in heard.words
    )
    return replace(heard, words=words)


def _busy(retry_after_s: int) -> Problem:
    return Problem(429, "busy", "排队已满 / the queue is full", retry_after_s=max(1, retry_after_s))


def _answer(content: dict[str, Any]) -> Response:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(body, 200, _SAFE_HEADERS, media_type="application/json")


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    kind = "server_error" if error.status >= 500 else "invalid_request_error"
    told = {"message": error.text, "type": kind, "param": None, "code": error.code}
    headers = dict(_SAFE_HEADERS)
    if error.retry_after_s:
        headers["Retry-After"] = str(error.retry_after_s)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    log.info("answered %s %s", error.status, error.code)
    body = json.dumps({"error": told}, ensure_ascii=False).encode()
    return Response(body, error.status, headers, media_type="application/json")
