"""Makes the demo model: `python -m tools.train_demo_model all` or one stage of it."""

import argparse
import json
import os
from pathlib import Path

DEFAULT_WORK = Path("build/demo_model")
DEFAULT_MODEL = Path(__file__).parents[2] / "resources" / "models" / "lingtai-demo"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="train_demo_model", description=__doc__)
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK, help="pool and checkpoints")
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="finished model")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("generate", "all"):
        verb = verbs.add_parser(name)
        verb.add_argument("--shards", type=int, default=92)
        verb.add_argument("--first", type=int, default=0)
    for name in ("train", "all"):
        verb = verbs.choices.get(name) or verbs.add_parser(name)
        verb.add_argument("--steps", type=int, default=5_100)
    rank = verbs.add_parser("train-rank")
    rank.add_argument("--pool", type=Path, required=True)
    rank.add_argument("--out", type=Path, required=True)
    rank.add_argument("--plan", type=json.loads, required=True)
    verbs.add_parser("convert")
    evaluate = verbs.add_parser("evaluate")
    evaluate.add_argument("--most", type=int, default=1_000, help="clips per set")
    verbs.add_parser("held-out", help="write the small committed evaluation set")
    return parser.parse_args()


def main() -> None:
    given = _arguments()
    cores = len(os.sched_getaffinity(0))
    pool, run = given.work / "pool", given.work / "run"
    is_all = given.verb == "all"
    if given.verb in ("generate", "all"):
        from tools.train_demo_model.pool import generate

        generate(pool, shards=given.shards, first=given.first, processes=cores, seed=2026)
    if given.verb in ("train", "all"):
        from tools.train_demo_model.training import Plan, launch

        launch(pool, run, Plan(steps=given.steps), ranks=2)
    if given.verb == "train-rank":
        from tools.train_demo_model.training import Plan, train_rank

        train_rank(given.pool, given.out, Plan(**given.plan))
    if given.verb in ("convert", "all"):
        from tools.train_demo_model.convert import convert

        convert(pool, run / "checkpoint.pt", given.model)
    if given.verb in ("evaluate", "all"):
        from tools.train_demo_model.evaluation import evaluate

        evaluate(given.model, given.work / "evaluation", most=1_000 if is_all else given.most)
    if given.verb == "held-out":
        from tools.train_demo_model.evaluation_sets import write_committed_set

        write_committed_set()


if __name__ == "__main__":
    main()
