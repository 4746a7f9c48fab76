"""What a caller sends: who is it, how much, and what does the form ask for?"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message

from app.speech_server.answers import FORMATS
from app.speech_server.engine_line import Wish
from speech.recognition.server_line import WISH_HEADER

MAX_UPLOAD_BYTES: Final = 25 << 20  # as OpenAI has it
_MOST_FIELDS: Final = 20
_LONGEST_FIELD: Final = 8 << 10  # bytes: a prompt is a line
_CHINESE: Final = ("", "zh", "zh-cn", "chinese", "mandarin", "auto")
# OpenAI's own name: clients that cannot be told another one get what there is.
_ANY_MODEL: Final = ("", "whisper-1")


class Problem(Exception):
    """An answer that is not 2xx, in OpenAI's words. code: what a program can act on."""

    def __init__(self, status: int, code: str, text: str, *, retry_after_s: int = 0) -> None:
        super().__init__(code)
        self.status, self.code, self.text = status, code, text
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Upload:
    data: bytes
    kind: str  # one of FORMATS
    granularities: tuple[str, ...]
    hotwords: str
    wish: Wish | None  # None: the caller is no desk of ours


def check_key(request: Request, keys: Sequence[str]) -> None:
    """Raises Problem unless the caller has one of the keys, or none are asked for."""
    said = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    # All are compared, each in the same time, so that the time tells nothing.
    fits = [hmac.compare_digest(said.encode(), key.encode()) for key in keys]
    if keys and not any(fits):
        raise Problem(401, "invalid_api_key", "密钥不对 / wrong key")


async def read_upload(request: Request, model: str) -> Upload:
    """Read the form, bounded in size, number of fields and length of each.

    Raises Problem.
    """
    if not request.headers.get("Content-Type", "").startswith("multipart/form-data"):
        raise Problem(400, "bad_form", "需要 multipart/form-data / multipart/form-data is needed")
    try:
        async with _counted(request).form(
            max_files=1, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD
        ) as form:
            return await _upload(form, request, model)
    except HTTPException as error:  # Starlette's word for a form that it cannot read
        raise Problem(400, "bad_form", "表单读不出 / the form cannot be read") from error


async def _upload(form: FormData, request: Request, model: str) -> Upload:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise Problem(400, "no_file", "缺少 file / file is missing")
    if _field(form, "model") not in (*_ANY_MODEL, model):
        raise Problem(404, "model_not_found", f"这里的模型是 {model} / the model here is {model}")
    if _field(form, "language").lower() not in _CHINESE:
        raise Problem(400, "bad_language", "只听中文 / Chinese only")
    kind = _field(form, "response_format") or "json"
    if kind not in FORMATS:
        raise Problem(400, "bad_format", f"response_format: {', '.join(FORMATS)}")
    if _field(form, "stream").lower() == "true":
        raise Problem(400, "no_stream", "不支持 stream / stream is not supported")
    wishes = {wish.name.lower(): wish for wish in Wish}
    given = form.getlist("timestamp_granularities[]")
    return Upload(
        data=await file.read(),
        kind=kind,
        granularities=tuple(one for one in given if isinstance(one, str)),
        hotwords=_field(form, "prompt"),
        wish=wishes.get(request.headers.get(WISH_HEADER, "")),
    )


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _counted(request: Request) -> Request:
    """Return the request with a body that ends in a Problem when it is too long."""
    told = request.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) > MAX_UPLOAD_BYTES:
        raise _too_large()
    size = 0

    async def receive() -> Message:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > MAX_UPLOAD_BYTES:
            raise _too_large()
        return message

    return Request(request.scope, receive)


def _too_large() -> Problem:
    megabytes = MAX_UPLOAD_BYTES >> 20
    return Problem(413, "too_large", f"最多 {megabytes} MB / {megabytes} MB at most")
