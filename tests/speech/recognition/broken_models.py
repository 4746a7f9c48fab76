"""Every way in which a model folder is known to break, made of a copy of the bundled one."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from tests.speech.sounds import MODEL

TOKENS: Final = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|zh|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)


def copy(folder: Path) -> Path:
    """Put a whole model into the folder, which must not exist yet."""
    return Path(shutil.copytree(MODEL, folder))


def changed(file: Path, change: Callable[[Any], None]) -> None:
    content = json.loads(file.read_text("utf-8"))
    change(content)
    file.write_text(json.dumps(content), "utf-8")


def _cut(share: float) -> Callable[[Path], None]:
    def cut(folder: Path) -> None:
        weights = (folder / "model.bin").read_bytes()
        (folder / "model.bin").write_bytes(weights[: int(len(weights) * share)])

    return cut


def _too_long(folder: Path) -> None:
    with (folder / "model.bin").open("ab") as weights:
        weights.write(b"\0" * 100)


def _without(key: str) -> Callable[[Path], None]:
    return lambda folder: changed(folder / "config.json", lambda content: content.pop(key))


def _setting(key: str, value: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        changed(folder / "config.json", lambda content: content.update({key: value}))

    return change


def _mels(folder: Path) -> None:
    changed(folder / "preprocessor_config.json", lambda content: content.update(feature_size=128))


def _one_word_less(folder: Path) -> None:
    changed(folder / "vocabulary.json", lambda tokens: tokens.pop(100))


def _english_only(folder: Path) -> None:
    def rename(tokens: list[str]) -> None:
        tokens[tokens.index("")] = "word"

    changed(folder / "vocabulary.json", rename)


def _other_vocabulary(folder: Path) -> None:
    changed(folder / "vocabulary.json", lambda tokens: tokens.reverse())


def _marian(folder: Path) -> None:
    weights = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(weights.replace(b"WhisperSpec", b"MarianmSpec", 1))


def _torch(folder: Path) -> None:
    (folder / "model.bin").write_bytes(b"PK\x03\x04" + b"archive/data.pkl" * 500)


def _hub_pointer(folder: Path) -> None:
    (folder / "model.bin").write_text("version https://git-lfs\noid sha256:00\nsize 3087284237\n")


def _short_positions(folder: Path) -> None:
    """A model made for windows of ten seconds: the engine always hands over thirty."""
    header = (folder / "model.bin").read_bytes()
    name = b"encoder/position_encodings/encodings\0"
    place = header.index(name) + len(name) + 1
    rows = (1500).to_bytes(4, "little")
    assert header[place : place + 4] == rows
    fewer = (500).to_bytes(4, "little")
    (folder / "model.bin").write_bytes(header[:place] + fewer + header[place + 4 :])


def _no_tokens(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")


def _without_token(token: str) -> Callable[[Path], None]:
    def drop(content: dict[str, Any]) -> None:
        content["added_tokens"] = [
            one for one in content["added_tokens"] if one["content"] != token
        ]
        content["model"]["vocab"].pop(token, None)

    return lambda folder: changed(folder / "tokenizer.json", drop)


def _deleted(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _emptied(name: str) -> Callable[[Path], None]:
    def empty(folder: Path) -> None:
        (folder / name).write_bytes(b"")

    return empty


# what breaks it, and a word of the line that a person must be told
BREAKS: Final[Mapping[str, tuple[Callable[[Path], None], str]]] = {
    "no weights": (_deleted("model.bin"), "model.bin"),
    "no config": (_deleted("config.json"), "config.json"),
    "no tokenizer": (_deleted("tokenizer.json"), "tokenizer.json"),
    "no vocabulary": (_deleted("vocabulary.json"), "vocabulary.json"),
    "empty weights": (_emptied("model.bin"), "空文件"),
    "empty tokenizer file": (_emptied("tokenizer.json"), "tokenizer.json"),
    "empty vocabulary": (_emptied("vocabulary.json"), "vocabulary.json"),
    "weights cut in their header": (_cut(0.0001), "截断"),
    "weights cut in the middle": (_cut(0.5), "截断"),
    "weights without their last bytes": (_cut(0.99999), "截断"),
    "weights with bytes too many": (_too_long, "100"),
    "another kind of model": (_marian, "CTranslate2"),
    "weights of PyTorch": (_torch, "CTranslate2"),
    "the pointer of a large file": (_hub_pointer, "CTranslate2"),
    "one word less in the vocabulary": (_one_word_less, "词表"),
    "a vocabulary in another order": (_other_vocabulary, "对不上"),
    "English only": (_english_only, "只懂英语"),
    "wrong mel count": (_mels, "128"),
    "too few positions": (_short_positions, "位置表"),
    "lang_ids missing": (_without("lang_ids"), "lang_ids"),
    "lang_ids empty": (_setting("lang_ids", []), "lang_ids"),
    "lang_ids beyond the vocabulary": (_setting("lang_ids", [99_999]), "config.json"),
    "alignment_heads missing": (_without("alignment_heads"), "alignment_heads"),
    "alignment_heads beyond the layers": (_setting("alignment_heads", [[99, 0]]), "config.json"),
    "suppress_ids_begin missing": (_without("suppress_ids_begin"), "suppress_ids_begin"),
    "tokenizer without tokens": (_no_tokens, "<|endoftext|>"),
    **{f"tokenizer lacks {token}": (_without_token(token), token) for token in TOKENS},
}
