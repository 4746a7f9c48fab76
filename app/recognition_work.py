"""What the recognition process decodes in one go: one utterance, or several finals in one window.

A decode of an engine with a wide window costs that window, however little is said in it. So
when finals wait, those that fit are decoded together and their words sorted out by time.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from app.recognition_queue import Job, RecognitionQueue
from domain.audio import SAMPLE_RATE_HZ, AudioBlock
from domain.errors import WorkstationError
from speech.packing import Pack
from speech.recognition.recognizer import Heard
from speech.utterance import Utterance

GAP_S: Final = 0.8  # wider than in recordings: these neighbours are two speakers
WIDE_WINDOW_S: Final = 20.0  # in less, answers were lost among their neighbours (decision 0010)


@dataclass(frozen=True, slots=True)
class Work:
    """One job, or several in one window, whose words `pack` sorts out. () = nobody waits for it."""

    jobs: tuple[Job, ...]
    pack: Pack | None = None

    def is_ahead_of(self, audio: AudioBlock) -> bool:
        return len(self.jobs) == 1 and self.jobs[0].is_ahead_of(audio)

    @property
    def finals(self) -> tuple[Job, ...]:
        return tuple(job for job in self.jobs if job.is_final)

    def answers(self, heard: Heard) -> tuple[tuple[Job, Heard | None], ...]:
        """Return what each job says; None: ask again for it alone."""
        if self.pack is None:
            return tuple((job, heard) for job in self.jobs)
        shares = self.pack.sort_out(heard)
        cost_s = heard.decode_s / len(self.jobs)
        return tuple(
            (job, replace(share, decode_s=cost_s) if share.text else None)
            for job, share in zip(self.jobs, shares, strict=True)
        )


def work_on(job: Job, queue: RecognitionQueue, window_s: float) -> tuple[Work, AudioBlock]:
    """Return the work of a job that was taken, with waiting finals that share its window.

    The sound is that of the one job, or of all with silence between.

    Raises WorkstationError when the sound of the job cannot be read back.
    """
    jobs, blocks = [job], [job.sound.audio()]
    shares_window = job.is_final and window_s >= WIDE_WINDOW_S
    room_s = window_s - job.sound.seconds
    while shares_window and not jobs[-1].must_be_alone and (other := queue.next_final):
        room_s -= GAP_S + other.sound.seconds
        if room_s < 0 or other.must_be_alone:
            break
        try:
            blocks.append(other.sound.audio())
        except WorkstationError:
            break  # it is told when its own turn comes
        queue.take()
        jobs.append(other)
    return _together(tuple(jobs), blocks) if len(jobs) > 1 else (Work((job,)), blocks[0])


def _together(jobs: tuple[Job, ...], blocks: list[AudioBlock]) -> tuple[Work, AudioBlock]:
    gap = np.zeros(round(GAP_S * SAMPLE_RATE_HZ), np.float32)
    parts, begins = [blocks[0].samples], [0.0]
    for block in blocks[1:]:
        begins.append(sum(len(part) for part in parts) / SAMPLE_RATE_HZ + GAP_S)
        parts += [gap, block.samples]
    utterances = tuple(Utterance(0, block, block.end_s) for block in blocks)
    sound = AudioBlock(blocks[0].role, 0.0, np.concatenate(parts))
    return Work(jobs, Pack(utterances, tuple(begins))), sound
