"""Tokens rest in the system's keyring if one works, else in a file for this user only."""

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from typing_extensions import override

from sync.credentials import Credentials, read_local_account

URL = "http://127.0.0.1:8765"


class MemoryKeyring(KeyringBackend):
    """A keyring that works; in memory."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    @override
    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


@pytest.fixture
def working_keyring() -> Iterator[MemoryKeyring]:
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_without_a_keyring_a_file_for_this_user_only_is_used(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path / "desk", URL)
    credentials.keep_refresh("secret")
    assert not credentials.is_in_keyring
    assert Credentials(tmp_path / "desk", URL).refresh() == "secret"
    if sys.platform != "win32":
        mode = (tmp_path / "desk" / "credentials.json").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


def test_a_working_keyring_is_used_and_no_file_written(
    tmp_path: Path, working_keyring: MemoryKeyring
) -> None:
    credentials = Credentials(tmp_path, URL)
    credentials.keep_refresh("secret")
    assert credentials.is_in_keyring
    assert credentials.refresh() == "secret"
    assert list(working_keyring.kept.values()) == ["secret"]
    assert list(tmp_path.iterdir()) == []


def test_each_central_has_its_own_token(tmp_path: Path) -> None:
    Credentials(tmp_path, URL).keep_refresh("one")
    Credentials(tmp_path, "https://other").keep_refresh("two")
    assert Credentials(tmp_path, URL).refresh() == "one"


def test_a_token_can_be_forgotten(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path, URL)
    credentials.keep_refresh("secret")
    credentials.forget_refresh()
    assert credentials.refresh() == ""


@pytest.mark.parametrize("content", ["", "{", "[]", "null"])
def test_a_broken_file_means_signing_in_again(tmp_path: Path, content: str) -> None:
    (tmp_path / "credentials.json").write_text(content)
    assert Credentials(tmp_path, URL).refresh() == ""


def test_the_local_account_is_read_from_the_services_file(tmp_path: Path) -> None:
    (tmp_path / "local-accounts.json").write_text(json.dumps({"desk": "pw", "admin": "x"}))
    assert read_local_account(tmp_path) == ("desk", "pw")


@pytest.mark.parametrize("content", [None, "", "{}", "[]"])
def test_no_local_account_is_no_error(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "local-accounts.json").write_text(content)
    assert read_local_account(tmp_path) == ("", "")
