"""Exchanges with central over HTTP, by requests; foreign errors become ours here."""

import hashlib
import logging
from typing import Any, Final, TypeVar

import msgspec
import requests

from domain.board import BoardSnapshot
from domain.errors import CentralUnreachable, SignInFailed
from sync import wire
from sync.answers import CentralBusy, CentralRefused, SignInNeeded
from sync.credentials import Credentials
from sync.ledger import Cursor, Upload, UploadGone

log = logging.getLogger(__name__)

T = TypeVar("T")

CONNECT_S: Final = 5.0
READ_S: Final = 30.0
RETRY_AFTER_S: Final = 5.0  # when central names no time
LONGEST_RETRY_AFTER_S: Final = 3600.0
JSON: Final = {"Content-Type": "application/json"}
GZIP: Final = JSON | {"Content-Encoding": "gzip"}


class HttpTransport:
    """One desk's line to central. One thread at a time.

    ca_file: the only authority that is trusted for https, "" for the system's.
    """

    def __init__(
        self, url: str, credentials: Credentials, client_id: str, *, ca_file: str = ""
    ) -> None:
        self._url = url.rstrip("/")
        self._credentials = credentials
        self._client_id = client_id
        self._access = ""
        self._session = requests.Session()
        # Otherwise REQUESTS_CA_BUNDLE would silently override the pinned authority
        # (psf/requests#3829), and a proxy of the environment would read our traffic.
        self._session.trust_env = False
        if ca_file:
            self._session.verify = ca_file

    def close(self) -> None:
        self._session.close()

    # the engine's side

    def push(self, request: wire.PushRequest) -> wire.PushReply:
        return self._json("POST", "/v1/sync/push", wire.PushReply, data=wire.pack(request))

    def pull(self, cursor: Cursor, limit: int) -> wire.PullReply:
        query = {
            "cursor": cursor.pos,
            "epoch": cursor.epoch,
            "limit": limit,
            "schema": wire.WIRE_VERSION,
        }
        return self._json("GET", "/v1/sync/pull", wire.PullReply, params=query)

    def put_blob(self, upload: Upload) -> wire.BlobStored:
        """Send the file in one piece, or, above 8 MiB, ask how far it is and send the next one."""
        whole = upload.size_bytes <= wire.MAX_BLOB_PUT_BYTES
        offset = 0 if whole else self._offset(upload)
        piece = _piece(upload, offset, wire.MAX_BLOB_PUT_BYTES if whole else wire.BLOB_PIECE_BYTES)
        return self._put(upload, offset, piece)

    def _offset(self, upload: Upload) -> int:
        """An empty piece is answered with what is there."""
        return self._put(upload, 0, b"").offset if upload.size_bytes else 0

    def _put(self, upload: Upload, offset: int, piece: bytes) -> wire.BlobStored:
        return self._json(
            "PUT",
            f"/v1/blob/{upload.sha256}",
            wire.BlobStored,
            data=piece,
            headers={
                "Content-Type": "application/octet-stream",
                "Upload-Offset": str(offset),
                "Upload-Length": str(upload.size_bytes),
            },
        )

    def renew(self) -> None:
        """Take the stored refresh token, else the stored password."""
        refresh = self._credentials.refresh()
        if refresh:
            try:
                token = self._open("/v1/renew", wire.Renew(refresh=refresh))
                return self._keep(token)
            except SignInNeeded:
                self._credentials.forget_refresh()
        name, password = self._credentials.account()
        if not password:
            raise SignInFailed("请重新登录中心 / sign in to central again")
        self.sign_in(name, password)
        return None

    # the person's side

    def sign_in(self, name: str, password: str) -> wire.Token:
        """Raises SignInFailed, CentralUnreachable, CentralBusy."""
        asked = wire.SignIn(name=name, password=password, client_id=self._client_id)
        try:
            token = self._open("/v1/sign-in", asked)
        except SignInNeeded as error:
            raise SignInFailed(
                "用户名或口令不对 / central does not know this name and password"
            ) from error
        self._keep(token)
        return token

    def board(self) -> BoardSnapshot:
        """Return the team's board; renews the token when it has to."""
        try:
            return self._json("GET", "/v1/board", BoardSnapshot)
        except SignInNeeded:
            self.renew()
            return self._json("GET", "/v1/board", BoardSnapshot)

    def health(self) -> wire.Health:
        return self._json("GET", "/healthz", wire.Health)

    # below

    def _keep(self, token: wire.Token) -> None:
        self._access = token.access
        self._credentials.keep_refresh(token.refresh)

    def _open(self, path: str, message: wire.SignIn | wire.Renew) -> wire.Token:
        self._access = ""
        return self._json("POST", path, wire.Token, data=wire.encode(message), headers=JSON)

    def _json(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        data: bytes | None = None,
        params: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> T:
        head = dict(GZIP if headers is None and data is not None else headers or {})
        if self._access:
            head["Authorization"] = f"Bearer {self._access}"
        try:
            response = self._session.request(
                method,
                self._url + path,
                data=data,
                params=params,
                headers=head,
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
            )
            body = response.content
        except requests.RequestException as error:
            raise CentralUnreachable(
                f"连不上中心 {self._url} / central does not answer: {self._url}"
            ) from error
        if response.status_code != requests.codes.ok:
            raise _error(response, body)
        try:
            return msgspec.json.decode(body, type=kind)
        except msgspec.DecodeError as error:
            raise CentralUnreachable(
                f"{self._url} 的回答不是聆台中心的 / {self._url} does not answer like central"
            ) from error


def _piece(upload: Upload, offset: int, most: int) -> bytes:
    """Raises UploadGone."""
    try:
        with upload.open_file(upload.path) as file:
            if file.seek(0, 2) != upload.size_bytes:
                raise UploadGone(f"{upload.path} changed after it was queued", "file_changed")
            file.seek(offset)
            piece = file.read(most)
    except OSError as error:
        raise UploadGone(f"{upload.path} is gone", "file_missing") from error
    is_whole = offset == 0 and len(piece) == upload.size_bytes
    if is_whole and hashlib.sha256(piece).hexdigest() != upload.sha256:
        raise UploadGone(f"{upload.path} changed after it was queued", "file_changed")
    return piece


def _error(response: requests.Response, body: bytes) -> Exception:
    status = response.status_code
    try:
        problem = msgspec.json.decode(body, type=wire.Problem)
    except msgspec.DecodeError:
        problem = wire.Problem(code="")
    text = f"中心回答 {status} {problem.code} / central answered {status} {problem.code}"
    if status == requests.codes.unauthorized:
        return SignInNeeded(text)
    if status in (requests.codes.too_many_requests, requests.codes.service_unavailable):
        return CentralBusy(text, _retry_after_s(response))
    if 400 <= status < 500 and problem.code:
        return CentralRefused(text, status=status, code=problem.code, epoch=problem.epoch)
    return CentralUnreachable(text)


def _retry_after_s(response: requests.Response) -> float:
    said = response.headers.get("Retry-After", "")
    return min(float(said), LONGEST_RETRY_AFTER_S) if said.isdigit() else RETRY_AFTER_S
