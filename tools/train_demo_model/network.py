"""A small Whisper in torch, shaped so that CTranslate2 computes exactly the same."""

import math
from dataclasses import dataclass
from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tools.train_demo_model.codebook import PHASES, Codebook

MELS: Final = 80
ENCODER_POSITIONS: Final = 500  # the window of 10 s; faster-whisper always feeds 1,500
FED_POSITIONS: Final = 1_500
DECODER_POSITIONS: Final = 448
_ZERO_FRAMES: Final = 8  # enough for both convolutions to settle on the zero padding
_SNUG_FRAMES: Final = 50
_MOST_FRAMES: Final = 2 * ENCODER_POSITIONS
_NOTHING: Final = -1e4
# Where each encoder head looks at the start, in positions of 20 ms, layer by layer.
_HEAD_OFFSETS: Final = ((-2, 2), (-4, 4), (-3, 12), (-8, 8))
_LOCAL_SHARPNESS: Final = 2.3


@dataclass(frozen=True, slots=True)
class Shape:
    """Encoder heads are few on purpose: their 1,500 × 1,500 softmax is most of the decode time."""

    vocabulary: int
    syllables: tuple[str, ...]
    tones: int = 6
    width: int = 160
    encoder_layers: int = 4
    encoder_heads: int = 2
    decoder_layers: int = 3
    decoder_heads: int = 4
    inner: int = 640


def sinusoids(count: int, width: int) -> Tensor:
    step = math.log(10_000) / (width // 2 - 1)
    angles = torch.arange(count)[:, None] * torch.exp(-step * torch.arange(width // 2))[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


# Torch is in no lock: where it is missing, mypy sees nn.Module as Any and says [misc].
class Attention(nn.Module):  # type: ignore[misc, unused-ignore]
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(
        self, x: Tensor, memory: Tensor, bias: Tensor | None = None, *, is_causal: bool = False
    ) -> Tensor:
        query, key, value = self._split(x, memory)
        if bias is not None:
            bias = bias.to(query.dtype).expand(*query.shape[:3], key.shape[2])
        mixed = F.scaled_dot_product_attention(
            query, key, value, attn_mask=bias, is_causal=is_causal
        )
        return self._join(mixed)

    def with_weights(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Return the output and the logarithm of head 0's weights (batch, targets, memory)."""
        query, key, value = self._split(x, memory)
        logits = (query @ key.transpose(-1, -2)).float() / math.sqrt(query.shape[-1]) + bias
        logs = F.log_softmax(logits, -1)
        return self._join(logs.exp().to(value.dtype) @ value), logs[:, 0]

    def _split(self, x: Tensor, memory: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        def split(y: Tensor) -> Tensor:
            return y.view(*y.shape[:2], self.heads, -1).transpose(1, 2)

        return split(self.query(x)), split(self.key(memory)), split(self.value(memory))

    def _join(self, mixed: Tensor) -> Tensor:
        joined: Tensor = self.out(mixed.transpose(1, 2).flatten(2))
        return joined


class EncoderLayer(nn.Module):  # type: ignore[misc, unused-ignore]
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(shape.width)
        self.attention = Attention(shape.width, shape.encoder_heads)
        self.inner_norm = nn.LayerNorm(shape.width)
        self.inner = nn.Linear(shape.width, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        normed = self.attention_norm(x)
        x = x + self.attention(normed, normed, bias)
        added: Tensor = x + self.outer(F.gelu(self.inner(self.inner_norm(x))))
        return added


class DecoderLayer(nn.Module):  # type: ignore[misc, unused-ignore]
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(shape.width)
        self.attention = Attention(shape.width, shape.decoder_heads)
        self.cross_norm = nn.LayerNorm(shape.width)
        self.cross = Attention(shape.width, shape.decoder_heads)
        self.inner_norm = nn.LayerNorm(shape.width)
        self.inner = nn.Linear(shape.width, shape.inner)
        self.outer = nn.Linear(shape.inner, shape.width)

    def forward(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        normed = self.attention_norm(x)
        x = x + self.attention(normed, normed, is_causal=True)
        found, weights = self.cross.with_weights(self.cross_norm(x), memory, bias)
        x = x + found
        return x + self.outer(F.gelu(self.inner(self.inner_norm(x)))), weights


class Network(nn.Module):  # type: ignore[misc, unused-ignore]
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        width = shape.width
        self.conv1 = nn.Conv1d(MELS, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        # One row more than the window: all positions after it share the last row.
        self.encoder_positions = nn.Parameter(sinusoids(ENCODER_POSITIONS + 1, width) * 0.5)
        self.encoder = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))
        self.encoder_norm = nn.LayerNorm(width)
        self.embedding = nn.Embedding(shape.vocabulary, width)
        self.decoder_positions = nn.Parameter(sinusoids(DECODER_POSITIONS, width) * 0.1)
        self.decoder = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.decoder_norm = nn.LayerNorm(width)
        # What follows is for training only.
        self.syllable_head = nn.Linear(width, len(shape.syllables))
        self.tone_head = nn.Linear(width, shape.tones)
        self.earlier_head = nn.Linear(width, len(shape.syllables))
        self.phase_head = nn.Linear(width, PHASES)
        self.codebook = Codebook(shape.syllables, shape.tones, sinusoids(ENCODER_POSITIONS, width))
        nn.init.normal_(self.embedding.weight, std=width**-0.5)
        with torch.no_grad():
            self._start_local()

    def encode(self, features: Tensor, *, is_snug: bool = False) -> tuple[Tensor, Tensor]:
        """Encode (batch, 80, frames) as if it were padded with zeros to 30 s.

        The padding positions are all alike, so one stands for them: its attention logit is
        raised by the logarithm of their number. Returns the memory and that bias. is_snug: as
        if half a second of zeros followed and then nothing, which is how the desk decodes.
        """
        if is_snug:
            features = F.pad(features, (0, min(_SNUG_FRAMES, _MOST_FRAMES - features.shape[2])))
        x = F.pad(features.to(torch.bfloat16), (0, _ZERO_FRAMES))
        x = F.gelu(self.conv2(F.gelu(self.conv1(x)))).transpose(1, 2)
        real = features.shape[2] // 2 + 1
        positions = self.encoder_positions.to(x.dtype)
        x = torch.cat([x[:, :real] + positions[:real], x[:, -1:] + positions[-1]], 1)
        bias = torch.zeros(1, 1, 1, real + 1, device=x.device)
        bias[..., -1] = _NOTHING if is_snug else math.log(FED_POSITIONS - real)
        for layer in self.encoder:
            x = layer(x, bias)
        return self.encoder_norm(x), bias

    def decode(
        self, tokens: Tensor, memory: Tensor, bias: Tensor, is_wanted: Tensor
    ) -> tuple[Tensor, list[Tensor]]:
        """Return the logits of the wanted next tokens, (wanted, vocabulary), and head 0's
        cross-attention per layer, (batch, targets, memory)."""
        x = self.embedding(tokens) + self.decoder_positions[: tokens.shape[1]]
        x, weights = x.to(memory.dtype), list[Tensor]()
        for layer in self.decoder:
            x, found = layer(x, memory, bias)
            weights.append(found)
        return F.linear(self.decoder_norm(x[is_wanted]), self.embedding.weight), weights

    def _start_local(self) -> None:
        """Start loud enough to be heard over the positions, and let each head look nearby.

        Without both, the frame loss stays on a plateau: the default convolution is 15 dB
        below the position table.
        """
        self.encoder_positions[-1] = 0
        self.conv1.weight *= 2.0
        self.conv2.weight *= 3.0
        width, heads = self.shape.width, self.shape.encoder_heads
        half, per_head = width // 2, width // heads
        pairs = torch.linspace(4, 0.625 * half, per_head // 2).round().long().tolist()
        frequency = torch.exp(-(math.log(10_000) / (half - 1)) * torch.arange(half))
        for number, layer in enumerate(self.encoder):
            query, key = torch.randn(width, width) * 0.02, torch.randn(width, width) * 0.02
            for head in range(heads):
                offset = _HEAD_OFFSETS[number % 4][head % 2]
                for index, pair in enumerate(pairs):
                    angle, row = float(frequency[pair]) * offset, head * per_head + 2 * index
                    cosine = _LOCAL_SHARPNESS * math.cos(angle)
                    sine = _LOCAL_SHARPNESS * math.sin(angle)
                    query[row, pair] += cosine
                    query[row, half + pair] += sine
                    query[row + 1, half + pair] += cosine
                    query[row + 1, pair] -= sine
                    key[row, pair] += _LOCAL_SHARPNESS
                    key[row + 1, half + pair] += _LOCAL_SHARPNESS
            layer.attention.query.weight.copy_(query)
            layer.attention.key.weight.copy_(key)
            layer.attention.query.bias.zero_()
