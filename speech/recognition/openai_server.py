"""Any OpenAI-compatible transcription server behind the Recognizer Protocol.

Customers' voices go to the one address that the site configured, and nowhere else.
"""

import io
import logging
import time
import wave
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import msgspec
import numpy as np

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from domain.errors import ModelMissing, RecognizerDown, Refused
from speech.recognition.openai_answer import Answer, Asked, heard_of
from speech.recognition.recognizer import Heard, says_nothing
from speech.recognition.server_line import (
    SERVER_MARK,
    WISH_HEADER,
    NothingThere,
    Patience,
    ServerAddress,
    ServerLine,
)

log = logging.getLogger(__name__)

# Until the server says: one utterance at a time, for its word times may be a guess of ours.
UNKNOWN_WINDOW_S: Final = 10.0


class ModelGiven(msgspec.Struct):
    id: str
    window_s: float = UNKNOWN_WINDOW_S  # told by `lingtai serve-speech`


class ModelsGiven(msgspec.Struct):
    data: list[ModelGiven]


def load(address: ServerAddress, patience: Patience | None = None) -> "OpenAiServer":
    """Return the engine; asks the server for its models, and does without when it is away.

    Raises ModelMissing when it knows neither key nor model.
    """
    server = OpenAiServer(ServerLine(address, patience), address)
    try:
        server.meet()
    except RecognizerDown:
        log.info("the transcription server is away at the start")
    return server


def loader(address: ServerAddress, patience: Patience | None = None) -> "partial[OpenAiServer]":
    """Return load() as a value that can be sent to the process that recognises."""
    return partial(load, address, patience)


class OpenAiServer:
    def __init__(self, line: ServerLine, address: ServerAddress) -> None:
        self._line = line
        self._address = address
        self._model: ModelGiven | None = None
        self._is_plain = False  # it gives no verbose_json

    @property
    def window_s(self) -> float:
        return self._model.window_s if self._model else UNKNOWN_WINDOW_S

    @property
    def name(self) -> str:
        return f"{SERVER_MARK}{self._model.id if self._model else self._address.model}"

    def close(self) -> None:
        self._line.close()

    def meet(self) -> ModelGiven:
        """Ask which models there are and settle on one.

        Raises RecognizerDown, ModelMissing.
        """
        if self._model is not None:
            return self._model
        wanted = self._address.model
        known = self._listed()
        if not known and wanted:  # such as whisper.cpp's server, which has no list
            known = [ModelGiven(wanted)]
        self._model = next((one for one in known if wanted in ("", one.id)), None)
        if self._model is None:
            names = "、".join(one.id for one in known[:5]) or "没有列出 / none"
            raise ModelMissing(
                f"转写服务器 {self._address.url} 没有模型「{wanted}」，请改 speech.server_model；"
                f'有：{names} / {self._address.url} has no model "{wanted}": set'
                f" speech.server_model; there are: {names}"
            )
        return self._model

    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        wish = "final" if is_final else "partial"
        return self._hear(utterance, wish, hotwords)

    def recognize_many(self, clips: Sequence[Samples], *, hotwords: str = "") -> Iterator[Heard]:
        for clip in clips:
            yield self._hear(AudioBlock(Role.CUSTOMER, 0.0, clip), "background", hotwords)

    def _hear(self, utterance: AudioBlock, wish: str, hotwords: str) -> Heard:
        samples = utterance.samples
        duration_s = len(samples) / SAMPLE_RATE_HZ
        if says_nothing(samples):
            return Heard("", engine=self.name)
        begun_s = time.perf_counter()
        model = self.meet()
        answer = self._transcribe(_wav(samples), model.id, wish, hotwords)
        return heard_of(
            answer,
            Asked(
                start_s=utterance.start_s,
                duration_s=duration_s,
                is_final=wish != "partial",
                engine=self.name,
                decode_s=time.perf_counter() - begun_s,
            ),
        )

    def _transcribe(self, wav: bytes, model: str, wish: str, hotwords: str) -> Answer:
        """Ask for words and times; a server that has none of them is asked for text alone."""
        try:
            return self._post(wav, model, wish, hotwords)
        except Refused:
            if self._is_plain or wish == "partial":
                raise
        self._is_plain = True
        try:
            return self._post(wav, model, wish, hotwords)
        except Refused:
            self._is_plain = False  # it was the utterance, not the format
            raise

    def _post(self, wav: bytes, model: str, wish: str, hotwords: str) -> Answer:
        fields = [("model", model), ("language", "zh"), ("temperature", "0")]
        if self._is_plain or wish == "partial":
            fields += [("response_format", "json"), ("include[]", "logprobs")]
        else:
            fields += [("response_format", "verbose_json")]
            fields += [("timestamp_granularities[]", one) for one in ("word", "segment")]
        if hotwords:
            fields += [("prompt", hotwords)]
        body = self._line.ask(
            "POST",
            "/audio/transcriptions",
            may_wait=wish != "partial",
            data=fields,
            files={"file": ("utterance.wav", wav, "audio/wav")},
            headers={WISH_HEADER: wish},
        )
        try:
            return msgspec.json.decode(body, type=Answer)
        except msgspec.DecodeError as error:
            raise Refused(
                f"{self._address.url} 的回答不是转写结果，请管理员核对 speech.server_url"
                f" / the answer of {self._address.url} is no transcription; an administrator must"
                " check speech.server_url"
            ) from error

    def _listed(self) -> list[ModelGiven]:
        try:
            body = self._line.ask("GET", "/models", may_wait=False)
            return msgspec.json.decode(body, type=ModelsGiven).data
        except (NothingThere, Refused, msgspec.DecodeError):
            return []


def _wav(samples: Samples) -> bytes:
    """Return the sound as a 16-bit WAV: 32 kB a second, and every server reads it."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE_HZ)
        out.writeframes(np.clip(np.round(samples * 32768), -32768, 32767).astype("<i2").tobytes())
    return file.getvalue()
