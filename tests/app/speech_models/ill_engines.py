"""Engines that end badly, to be loaded in a process of their own."""

import os
import signal
from threading import Event

from app.speech_models.trial import Measurable
from domain.errors import ModelMissing


def dies() -> Measurable:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def hangs() -> Measurable:
    Event().wait()
    raise AssertionError("woke up")


def is_missing() -> Measurable:
    raise ModelMissing("没有 / nothing")
