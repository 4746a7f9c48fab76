"""How good the opened call sounds: one line, with what is wrong by channel and minute."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from domain.audio import Role
from domain.sound import MinuteSound, SoundFault
from widgets.design.labels import ElidedLabel

_ENOUGH_S = 10.0  # of a minute, to be worth a warning


class SoundLine(ElidedLabel):
    """Hidden while nothing was measured."""

    def __init__(self) -> None:
        super().__init__(tone="mute", size="small")
        self.setAccessibleName(self.tr("音质"))
        self.hide()

    def show_sound(self, sound: Sequence[MinuteSound]) -> None:
        warnings = [text for role in Role for text in self._warnings(role, sound)]
        self.restyle(tone="warn_ink" if warnings else "mute")
        self.setText(self.tr("音质：") + ("；".join(warnings) or self._good(sound)))
        self.setVisible(bool(sound))

    def _warnings(self, role: Role, sound: Sequence[MinuteSound]) -> Iterable[str]:
        mine = [one for one in sound if one.role is role and one.seconds >= _ENOUGH_S]
        for fault in SoundFault:
            bad = [one.minute + 1 for one in mine if fault in one.faults]
            if bad:
                minutes = self.tr("第 {n} 分钟").format(n="、".join(_stretches(bad)))
                yield f"{minutes} {self._channel(role)}{self._fault(fault)}"

    def _good(self, sound: Sequence[MinuteSound]) -> str:
        parts = [self.tr("良好")]
        for role in Role:
            found = [one.snr_db for one in sound if one.role is role and one.snr_db is not None]
            if found:
                lowest = self.tr("信噪比 ≥ {n:.0f} dB").format(n=min(found))
                parts.append(f"{self._channel(role)}{lowest}")
        return " · ".join(parts)

    def _channel(self, role: Role) -> str:
        return self.tr("座席声道") if role is Role.AGENT else self.tr("客户声道")

    def _fault(self, fault: SoundFault) -> str:
        return {
            SoundFault.DEAD: self.tr("无声"),
            SoundFault.CLIPPED: self.tr("削波"),
            SoundFault.NOISY: self.tr("噪声大"),
            SoundFault.QUIET: self.tr("声音太小"),
        }[fault]


def _stretches(numbers: Sequence[int]) -> list[str]:
    """Return 1, 2, 3, 5 as 1–3, 5."""
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    found = [[number for _, number in run] for _, run in runs]
    return [f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in found]
