"""Makes the bundled model: `python -m tools.train_demo_model all` or one stage of it."""

import argparse
import json
import os
from pathlib import Path

DEFAULT_WORK = Path("build/speech_model")
DEFAULT_MODEL = Path(__file__).parents[2] / "resources" / "models" / "lingtai-demo"
SHARDS = 93
_ALL_CLIPS = 1_000  # more than any set holds


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="train_demo_model", description=__doc__)
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK, help="pool and checkpoints")
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="finished model")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("generate", "all"):
        verb = verbs.add_parser(name)
        verb.add_argument("--shards", type=int, default=SHARDS)
        verb.add_argument("--first", type=int, default=0)
    verbs.add_parser("encoder", help="train the encoder on sound alone")
    verbs.add_parser("decoder", help="train the decoder on text alone")
    verbs.add_parser("joint", help="train both together")
    rank = verbs.add_parser("train-rank")
    rank.add_argument("--pool", type=Path, required=True)
    rank.add_argument("--out", type=Path, required=True)
    rank.add_argument("--plan", type=json.loads, required=True)
    verbs.add_parser("convert")
    evaluate = verbs.add_parser("evaluate")
    evaluate.add_argument("--most", type=int, default=_ALL_CLIPS, help="clips per set")
    evaluate.add_argument("--kinds", nargs="*", default=(), help="only these sets")
    verbs.add_parser("held-out", help="write the small committed evaluation set")
    return parser.parse_args()


def main() -> None:
    given = _arguments()
    if given.verb in ("generate", "all"):
        _generate(given)
    if given.verb in ("encoder", "decoder", "joint", "all"):
        _train(given)
    if given.verb == "train-rank":
        from tools.train_demo_model.plans import Plan
        from tools.train_demo_model.training import train_rank

        train_rank(given.pool, given.out, Plan(**given.plan))
    if given.verb in ("convert", "all"):
        from tools.train_demo_model.convert import convert

        convert(given.work / "pool", given.work / "run" / "joint" / "checkpoint.pt", given.model)
    if given.verb in ("evaluate", "all"):
        from tools.train_demo_model.evaluation import evaluate

        is_all = given.verb == "all"
        most, kinds = (_ALL_CLIPS, ()) if is_all else (given.most, given.kinds)
        evaluate(given.model, given.work / "evaluation", most=most, kinds=kinds)
    if given.verb == "held-out":
        from tools.train_demo_model.evaluation_sets import write_committed_set

        write_committed_set()


def _generate(given: argparse.Namespace) -> None:
    from tools.train_demo_model.pool import generate

    cores = len(os.sched_getaffinity(0))
    pool = given.work / "pool"
    generate(pool, shards=given.shards, first=given.first, processes=cores, seed=2026)


def _train(given: argparse.Namespace) -> None:
    from tools.train_demo_model.launching import run_alone, run_together
    from tools.train_demo_model.plans import DECODER, ENCODER, JOINT

    pool, run = given.work / "pool", given.work / "run"
    apart = {plan.part: plan for plan in (ENCODER, DECODER)}
    if given.verb == "all":
        run_together(pool, run, *apart.values())
    elif given.verb in apart:
        run_together(pool, run, apart[given.verb])
    if given.verb in ("all", "joint"):
        run_alone(pool, run, JOINT)


if __name__ == "__main__":
    main()
