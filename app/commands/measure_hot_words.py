"""`lingtai eval hotwords`: hot words found plain, with a prompt, and put right afterwards."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.assembly import engine_prompt, hot_words_of, load_prompted
from app.config import Config
from app.demo import DEMO_FOLDER, RESOURCES
from domain.audio import AudioBlock
from domain.calls import Word
from speech.audio.decode import read_call
from speech.evaluation import read_manifest
from speech.hot_word_trial import Trial, harmed, judged, simulated
from speech.hot_words import HotWords, known_terms
from speech.recognition.recognizer import Heard
from speech.segment import segment_of

SPOKEN: Final = RESOURCES.parent / "tests" / "data" / "speech_hot_words"
CONFIDENCES: Final = (0.9, 0.5, 0.3)


def hot_word_rows(config: Config, folder: Path | None = None) -> list[dict[str, Any]]:
    """Return one row per way: of simulated errors, of spoken clips, and of innocent sentences.

    Loads the engine; takes about a second per clip.
    """
    terms, hot_words = known_terms(config.speech.hotwords), hot_words_of(config)
    rows = [_row(trial) for trial in (*_simulated(terms, hot_words), *_spoken(config, folder))]
    innocent = tuple(innocent_sentences())
    for confidence in CONFIDENCES:
        changed = harmed(innocent, hot_words, confidence=confidence)
        rows.append(
            {"way": f"innocent {confidence}", "sentences": len(innocent), "changed": len(changed)}
        )
    return rows


def hot_word_table(rows: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{row['way']:<28}{row['sentences']:>5} 句 / sentences   "
        + (
            f"误改 / wrongly changed {row['changed']}"
            if "changed" in row
            else f"热词 / hot words {row['found']}/{row['said']} {row['recall']:.0%}"
            f"   CER {row['cer']:.2%}"
        )
        for row in rows
    )


def innocent_sentences() -> Iterator[str]:
    """Yield what customers and agents say in the demo calls, and how people ask for knowledge."""
    for script in sorted(DEMO_FOLDER.glob("*.toml")):
        for turn in tomllib.loads(script.read_text("utf-8"))["turns"]:
            yield turn["text"]
    for file in sorted((RESOURCES / "knowledge").glob("*.toml")):
        for article in tomllib.loads(file.read_text("utf-8"))["article"]:
            yield from article["phrases"]


def _simulated(terms: tuple[str, ...], hot_words: HotWords) -> Iterator[Trial]:
    for confidence in CONFIDENCES:
        said = simulated(terms, confidence=confidence)
        heard = [(one.right, one.text) for one in said]
        righted = [(one.right, _text(hot_words.put_right(one.heard))) for one in said]
        yield judged(f"simulated {confidence} plain", heard, terms)
        yield judged(f"simulated {confidence} corrected", righted, terms)


def _spoken(config: Config, folder: Path | None) -> Iterator[Trial]:
    clips = folder or SPOKEN
    sentences = [one for one in read_manifest(clips) if one.text]
    sounds = [read_call(clips / one.file).customer for one in sentences]
    terms, hot_words = known_terms(config.speech.hotwords), hot_words_of(config)
    engine = load_prompted(config)
    ways = (("spoken plain", ""), ("spoken prompted", engine_prompt(config)))
    for way, hotwords in ways:
        heard = [engine.recognize(one, is_final=True, hotwords=hotwords) for one in sounds]
        texts = [
            [_written(one, sound, corrector) for corrector in (None, hot_words)]
            for one, sound in zip(heard, sounds, strict=True)
        ]
        for place, name in enumerate((way, f"{way}, corrected")):
            pairs = [(one.text, both[place]) for one, both in zip(sentences, texts, strict=True)]
            yield judged(name, pairs, terms)


def _written(heard: Heard, sound: AudioBlock, hot_words: HotWords | None) -> str:
    segment = segment_of(heard, sound, call_id="", segment_id="", hot_words=hot_words)
    return segment.text if segment else ""


def _text(words: tuple[Word, ...]) -> str:
    return "".join(word.text for word in words)


def _row(trial: Trial) -> dict[str, Any]:
    return {
        "way": trial.way,
        "sentences": trial.accuracy.sentences,
        "said": trial.said,
        "found": trial.found,
        "recall": round(trial.recall, 4),
        "cer": round(trial.accuracy.cer, 4),
    }
