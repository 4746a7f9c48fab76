"""From a checkpoint to a model folder that faster-whisper loads without changes."""

import json
import shutil
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from ctranslate2.converters import utils
from ctranslate2.specs import common_spec, whisper_spec
from numpy.typing import NDArray
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from tools.train_demo_model.network import ENCODER_POSITIONS, FED_POSITIONS, Shape
from tools.train_demo_model.vocabulary import BLANK, TIMESTAMPS, UNKNOWN, Vocabulary

QUANTIZATION: Final = "int8_float16"

Weights = dict[str, NDArray[np.float32]]


def convert(pool: Path, checkpoint: Path, folder: Path) -> None:
    """Write model.bin, config.json, vocabulary.json, tokenizer.json, preprocessor_config.json."""
    vocabulary = Vocabulary.load(pool / "characters.json")
    state = torch.load(checkpoint, map_location="cpu")
    averages = state["average"].items()
    weights = {name: value.cpu().float().numpy() for name, value in averages}
    spec = build_spec(weights, Shape(**state["shape"]))
    _configure(spec, vocabulary, state["shape"]["decoder_layers"])
    spec.validate()
    spec.optimize(quantization=QUANTIZATION)
    card = folder / "MODEL_CARD.md"
    kept = card.read_text(encoding="utf-8") if card.exists() else None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    spec.save(str(folder))
    if kept is not None:
        card.write_text(kept, encoding="utf-8")
    write_tokenizer(vocabulary, folder / "tokenizer.json")
    write_preprocessor(folder / "preprocessor_config.json")


def build_spec(weights: Weights, shape: Shape) -> whisper_spec.WhisperSpec:
    spec = whisper_spec.WhisperSpec(
        shape.encoder_layers, shape.encoder_heads, shape.decoder_layers, shape.decoder_heads
    )
    _encoder(spec.encoder, weights)
    _decoder(spec.decoder, weights)
    return spec


def _encoder(spec: Any, weights: Weights) -> None:
    _linear(spec.conv1, weights, "conv1")
    _linear(spec.conv2, weights, "conv2")
    table = weights["encoder_positions"]
    rest = np.repeat(table[-1:], FED_POSITIONS - ENCODER_POSITIONS, axis=0)
    spec.position_encodings.encodings = np.concatenate([table[:-1], rest])
    _norm(spec.layer_norm, weights, "encoder_norm")
    for number, layer in enumerate(spec.layer):
        name = f"encoder.{number}"
        _self_attention(layer.self_attention, weights, f"{name}.attention")
        _norm(layer.self_attention.layer_norm, weights, f"{name}.attention_norm")
        _inner(layer.ffn, weights, name)


def _decoder(spec: Any, weights: Weights) -> None:
    table = weights["embedding.weight"]
    # One trained row stands for all timestamps, which this model does not use.
    rows = np.concatenate([table[:-1], np.repeat(table[-1:], len(TIMESTAMPS), axis=0)])
    spec.embeddings.weight = rows
    spec.projection.weight = rows
    spec.position_encodings.encodings = weights["decoder_positions"]
    _norm(spec.layer_norm, weights, "decoder_norm")
    for number, layer in enumerate(spec.layer):
        name = f"decoder.{number}"
        _self_attention(layer.self_attention, weights, f"{name}.attention")
        _norm(layer.self_attention.layer_norm, weights, f"{name}.attention_norm")
        _cross_attention(layer.attention, weights, f"{name}.cross")
        _norm(layer.attention.layer_norm, weights, f"{name}.cross_norm")
        _inner(layer.ffn, weights, name)


def _linear(spec: Any, weights: Weights, name: str) -> None:
    spec.weight = weights[f"{name}.weight"]
    if f"{name}.bias" in weights:
        spec.bias = weights[f"{name}.bias"]


def _norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _inner(spec: Any, weights: Weights, name: str) -> None:
    _linear(spec.linear_0, weights, f"{name}.inner")
    _linear(spec.linear_1, weights, f"{name}.outer")
    _norm(spec.layer_norm, weights, f"{name}.inner_norm")


def _parts(weights: Weights, name: str) -> list[common_spec.LinearSpec]:
    parts = [common_spec.LinearSpec() for _ in range(3)]
    for part, which in zip(parts, ("query", "key", "value"), strict=True):
        _linear(part, weights, f"{name}.{which}")
    return parts


def _self_attention(spec: Any, weights: Weights, name: str) -> None:
    utils.fuse_linear(spec.linear[0], _parts(weights, name))
    _linear(spec.linear[-1], weights, f"{name}.out")


def _cross_attention(spec: Any, weights: Weights, name: str) -> None:
    query, *key_value = _parts(weights, name)
    utils.fuse_linear(spec.linear[0], [query])
    utils.fuse_linear(spec.linear[1], key_value)
    _linear(spec.linear[-1], weights, f"{name}.out")


def _configure(spec: Any, vocabulary: Vocabulary, decoder_layers: int) -> None:
    """Set what faster-whisper reads from config.json; each missing key fails at run time."""
    ids = vocabulary.ids
    spec.config.suppress_ids = [ids[UNKNOWN]]
    spec.config.suppress_ids_begin = [ids[BLANK]]  # not the end token: silence may be empty
    spec.config.lang_ids = [ids["<|zh|>"], ids["<|en|>"]]
    spec.config.alignment_heads = [[layer, 0] for layer in range(decoder_layers)]
    spec.register_vocabulary(vocabulary.tokens)


def write_tokenizer(vocabulary: Vocabulary, path: Path) -> None:
    """One token per character; a separate <unk> so that the end token is never suppressed."""
    tokens = vocabulary.tokens
    end = vocabulary.ids["<|endoftext|>"]
    plain = {token: index for index, token in enumerate(tokens[:end])}
    tokenizer = Tokenizer(models.WordLevel(plain, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    tokenizer.decoder = decoders.Fuse()
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in tokens[end:]]
    )
    if any(token and tokenizer.token_to_id(token) != i for i, token in enumerate(tokens)):
        raise ValueError("the tokenizer numbers its tokens differently from the model")
    tokenizer.save(str(path))


def write_preprocessor(path: Path) -> None:
    settings = {
        "feature_extractor_type": "WhisperFeatureExtractor",
        "feature_size": 80,
        "sampling_rate": 16_000,
        "hop_length": 160,
        "chunk_length": 10,
        "n_fft": 400,
    }
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
