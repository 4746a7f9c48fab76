"""What a model hub says of a repository: which files, how long, with which checksum.

Only the addresses that every mirror serves are asked, never its programming interface: the
header of each file tells its length, its checksum and the commit it belongs to.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import requests
from typing_extensions import override

from domain.errors import ModelMissing, Unavailable

NEEDED: Final = ("config.json", "tokenizer.json", "model.bin")
EITHER: Final = ("vocabulary.json", "vocabulary.txt")
OPTIONAL: Final = ("preprocessor_config.json",)
CONNECT_S: Final = 10.0
READ_S: Final = 15.0  # a line that is silent for so long is asked again
_MOST_REDIRECTS: Final = 5
_MISSING: Final = (401, 403, 404, 410)  # the hub says 401 of a repository that is not there
_BUSY: Final = (408, 425, 429, 500, 502, 503, 504)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_GIT_BLOB: Final = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class HubFile:
    """sha256 of large files, git_blob of small ones; "" when the hub does not tell.

    A tag without a commit is that of some cache in between, not of the file.
    """

    name: str
    url: str
    size: int
    sha256: str = ""
    git_blob: str = ""
    commit: str = ""


class HubAway(Unavailable):
    """No answer from the model hub, or it asks for patience."""

    def __init__(self, host: str, why: str, *, wait_s: float | None = None) -> None:
        super().__init__(
            f"模型仓库 {host} 现在连不上（{why}）；稍后再试，或换一个镜像、代理，或从文件导入"
            f" / The model hub {host} cannot be reached ({why}); try later, set a mirror or"
            " proxy, or import from a file"
        )
        self.wait_s = wait_s


class Hub:
    """One hub or mirror. proxy "": as the environment says. One thread at a time."""

    def __init__(self, url: str, *, proxy: str = "") -> None:
        self.url = url.rstrip("/")
        self.host = urlsplit(self.url).netloc
        self._session = _Nameless()
        self._session.auth = _no_credentials
        self._session.headers["Accept-Encoding"] = "identity"  # lengths are of the file itself
        # Given with each request: those of a session give way to the environment's.
        self._proxies = {"http": proxy, "https": proxy} if proxy else None

    def close(self) -> None:
        self._session.close()

    def get(self, url: str, *, first_byte: int = 0) -> requests.Response:
        """Return the answer of which nothing is read yet. Raises requests.RequestException."""
        headers = {"Range": f"bytes={first_byte}-"} if first_byte else {}
        return self._session.get(
            url,
            headers=headers,
            stream=True,
            timeout=(CONNECT_S, READ_S),
            proxies=self._proxies,
        )

    def files(self, repository: str, revision: str) -> tuple[HubFile, ...]:
        """Return the files that make a model; large ones last.

        Raises HubAway, ModelMissing.
        """
        found: list[HubFile] = []
        for name in (*NEEDED, *OPTIONAL, *EITHER):
            if name in EITHER and any(one.name in EITHER for one in found):
                continue
            file = self._file(repository, revision, name)
            if file is not None:
                found.append(file)
            elif name in NEEDED:
                raise self._not_there(repository, name)
        if not any(one.name in EITHER for one in found):
            raise self._not_there(repository, EITHER[0])
        return tuple(sorted(found, key=lambda one: one.size))

    def _file(self, repository: str, revision: str, name: str) -> HubFile | None:
        url = f"{self.url}/{quote(repository)}/resolve/{quote(revision)}/{name}"
        answer = self._head(url)
        if answer.status_code in _MISSING:
            return None
        if answer.status_code >= 400:
            raise HubAway(self.host, f"HTTP {answer.status_code}", wait_s=wait_of(answer.headers))
        return _described(name, url, answer.headers)

    def _head(self, url: str) -> requests.Response:
        """Follow redirects within the hub only: the first answer that leaves it knows the file."""
        for _ in range(_MOST_REDIRECTS):
            try:
                answer = self._session.head(
                    url,
                    stream=True,  # else close() would leave the connection to the error below
                    timeout=(CONNECT_S, READ_S),
                    allow_redirects=False,
                    proxies=self._proxies,
                )
            except requests.RequestException as error:
                raise HubAway(self.host, type(error).__name__) from error
            answer.close()
            target = answer.headers.get("Location", "")
            if not answer.is_redirect or urlsplit(target).netloc:
                return answer
            url = urljoin(url, target)
        raise HubAway(self.host, "redirects")

    def _not_there(self, repository: str, name: str) -> ModelMissing:
        return ModelMissing(
            f"模型仓库 {self.host} 上的 {repository} 没有 {name}；请核对名称或换一个镜像"
            f" / {repository} on {self.host} has no {name}; check the name or use another mirror"
        )


def hub_url(configured: str = "", environ: Mapping[str, str] = os.environ) -> str:
    """Return which hub to ask: the settings' own, else HF_ENDPOINT, else the public one."""
    from huggingface_hub import constants

    return (configured or environ.get("HF_ENDPOINT", "") or constants.ENDPOINT).rstrip("/")


def wait_of(headers: Mapping[str, str]) -> float | None:
    """Return how long the hub asks us to wait, None when it does not say."""
    text = headers.get("Retry-After", "")
    return float(text) if text.isdigit() else None


def is_busy(status: int) -> bool:
    return status in _BUSY


def _described(name: str, url: str, headers: Mapping[str, str]) -> HubFile:
    commit = headers.get("X-Repo-Commit", "")
    etag = headers.get("X-Linked-Etag") or (headers.get("ETag", "") if commit else "")
    etag = etag.removeprefix("W/").strip('"').lower()
    size = headers.get("X-Linked-Size") or headers.get("Content-Length") or "0"
    return HubFile(
        name,
        url,
        int(size) if size.isdigit() else 0,
        sha256=etag if _SHA256.fullmatch(etag) else "",
        git_blob=etag if _GIT_BLOB.fullmatch(etag) else "",
        commit=commit,
    )


class _Nameless(requests.Session):
    """Sends nobody's name: requests would else send the netrc file's, after a redirect too."""

    @override
    def rebuild_auth(self, *_: object) -> None:
        return


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
