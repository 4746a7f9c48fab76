"""What a speaker says in one go, finished or still going on."""

from dataclasses import dataclass

from domain.audio import AudioBlock


@dataclass(frozen=True, slots=True, eq=False)
class OpenUtterance:
    """The utterance so far. `number` counts the utterances of one role in one call.

    When it pauses, `audio` is what the finished utterance will hold if the
    speaker does not go on: worth decoding as if it were final.
    """

    number: int
    audio: AudioBlock
    is_pausing: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    number: int
    audio: AudioBlock
    speech_end_s: float  # from the start of the call; the audio holds a little silence more
    is_cut: bool = False  # cut in the middle of speech because it grew too long
