"""What the parts of the training are told to get right."""

from dataclasses import dataclass
from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor

from tools.train_demo_model.batches import Batch
from tools.train_demo_model.codebook import Moments, normal
from tools.train_demo_model.labels import IGNORED
from tools.train_demo_model.network import ENCODER_POSITIONS, Network
from tools.train_demo_model.text_batches import TextBatch

_SMOOTHING: Final = 0.02
_MEMORY_NOISE: Final = 0.25
_SNUG: Final = 0.3  # of the steps
Named = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Loss:
    total: Tensor
    parts: Named  # for the log


def encoder_loss(network: Network, batch: Batch) -> Loss:
    memory, _ = network.encode(batch.features, is_snug=bool(torch.rand(()) < _SNUG))
    parts = _moments(network, memory, batch)
    return Loss(parts["frames"] + 0.5 * parts["distance"], parts)


def decoder_loss(network: Network, batch: TextBatch, progress: float) -> Loss:
    parts = _from_text(network, batch)
    guide_weight = 1.0 if progress < 0.4 else 0.4
    return Loss(parts["text"] + guide_weight * parts["guide"], parts)


def joint_loss(network: Network, batch: Batch, alone: TextBatch, progress: float) -> Loss:
    memory, bias = network.encode(batch.features, is_snug=bool(torch.rand(()) < _SNUG))
    guide = F.pad(batch.guide, (0, memory.shape[1] - batch.guide.shape[2]))
    logits, weights = network.decode(batch.inputs, memory, bias, batch.targets != IGNORED)
    parts = _written(logits, weights, batch.targets, guide)
    parts |= _moments(network, memory, batch)
    without = _from_text(network, alone)
    frame_weight = 0.8 if progress < 0.5 else 0.4
    guide_weight = 1.0 if progress < 0.3 else 0.3
    total = parts["text"] + frame_weight * parts["frames"] + guide_weight * parts["guide"]
    total = total + 0.15 * parts["distance"]
    total = total + 0.4 * without["text"] + 0.15 * without["guide"]
    return Loss(total, parts | {f"alone_{name}": value for name, value in without.items()})


def _moments(network: Network, memory: Tensor, batch: Batch) -> Named:
    """Name each moment, and come near to its vector in the codebook."""
    moments = Moments(*batch.moments)
    count = moments.syllables.shape[1]
    heard = memory[:, :count]
    syllable_logits = network.syllable_head(heard)
    frames = _choice(syllable_logits, moments.syllables)
    frames = frames + 0.5 * _choice(network.tone_head(heard), moments.tones)
    frames = frames + 0.25 * _choice(network.phase_head(heard), moments.phases)
    frames = frames + 0.3 * _choice(network.earlier_head(heard), moments.earlier)
    times = torch.arange(count, device=memory.device).expand_as(moments.syllables)
    with torch.no_grad():
        wanted = normal(network.codebook(moments, times))
        nothing = torch.zeros_like(times[:, :1])
        silence = Moments(nothing, nothing, nothing, nothing)
        padding = normal(network.codebook(silence, nothing + ENCODER_POSITIONS))
        is_right = (syllable_logits.argmax(-1) == moments.syllables).float()
        is_voiced = (moments.syllables > 0).float()
        right = (is_right * is_voiced).sum() / is_voiced.sum().clamp(min=1)
    away = F.mse_loss(heard.float(), wanted)
    away = away + 0.02 * F.mse_loss(memory[:, -1:].float(), padding)
    return {"frames": frames, "distance": away, "syllables_right": right}


def _from_text(network: Network, batch: TextBatch) -> Named:
    with torch.no_grad():
        moments = Moments(*batch.moments)
        code = network.codebook(moments, batch.times)
        other = network.codebook.syllables[batch.others]
        true = network.codebook.syllables[moments.syllables]
        code = code + batch.doubt[..., None] * (other - true)
        blur = 0.5 * torch.rand_like(code[..., :1]) * (torch.rand_like(code[..., :1]) < 0.15)
        code = code + blur * (code.roll(1, dims=1) - code)
        memory = normal(code) + _MEMORY_NOISE * torch.randn_like(code)
    has_target = batch.targets != IGNORED
    memory = memory.to(torch.bfloat16)
    logits, weights = network.decode(batch.inputs, memory, batch.bias, has_target)
    return _written(logits, weights, batch.targets, batch.guide)


def _written(logits: Tensor, weights: list[Tensor], targets: Tensor, guide: Tensor) -> Named:
    """logits are those of the targets alone, in their order."""
    wanted = targets[targets != IGNORED]
    text = F.cross_entropy(logits.float(), wanted, label_smoothing=_SMOOTHING)
    accuracy = (logits.argmax(-1) == wanted).float().mean()
    return {"text": text, "guide": guide_loss(weights, guide), "accuracy": accuracy}


def _choice(logits: Tensor, wanted: Tensor) -> Tensor:
    return F.cross_entropy(logits.float().flatten(0, 1), wanted.flatten())


def guide_loss(weights: list[Tensor], guide: Tensor) -> Tensor:
    """Ask head 0 of each decoder layer to look where the character sounds."""
    is_guided = guide.sum(-1) > 0
    if not is_guided.any():
        return guide.new_zeros(())
    losses = [-((logs.exp() * guide).sum(-1) + 1e-6).log()[is_guided].mean() for logs in weights]
    return torch.stack(losses).mean()
