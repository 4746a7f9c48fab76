"""Start here: the desk window, or one of the command-line verbs."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from app.config import BUNDLED_MODEL, AgentConfig, CentralConfig, Config
from domain.errors import DisplayMissing, UserError, WorkstationError

# Each verb imports what it needs when it runs: `lingtai --help` must not load a speech engine.

cli = typer.Typer(
    name="lingtai",
    help="聆台：售后服务工作站与质检 / Lingtai: after-sales desk and quality inspection.",
    add_completion=False,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    no_args_is_help=False,
)
Files = Annotated[
    list[Path],
    typer.Argument(help="录音或文件夹，左声道为座席 / recordings or folders, left = agent"),
]
Out = Annotated[
    Path | None,
    typer.Option(help="结果目录，每个录音一个文件 / folder for one result file per recording"),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


@cli.callback()
def window(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="数据目录 / data folder")] = None,
    model: Annotated[Path | None, typer.Option(help="语音模型目录 / speech model folder")] = None,
) -> None:
    """不带命令：打开窗口。 / Without a verb: open the window."""
    for name, folder in (("LINGTAI_DATA", data), ("LINGTAI_MODEL", model)):
        if folder is not None:
            os.environ[name] = str(folder.resolve())
    if context.invoked_subcommand is None:
        from app.assembly import assemble
        from app.station import has_display, use_site_time
        from widgets.application import run

        if not has_display():
            raise DisplayMissing(
                "这里没有显示器，打不开窗口；可用命令行，见 lingtai --help"
                " / There is no display for the window; the verbs work: lingtai --help"
            )
        config = Config.load()
        use_site_time(config.site.timezone)
        _log(config)
        raise typer.Exit(
            run(lambda publish: assemble(config, publish).seat(), language=config.language)
        )


@cli.command()
def demo(
    name: Annotated[str, typer.Option(help="演示通话 / which demo call")] = "02_angry_repeat",
    pace: Annotated[float, typer.Option(help="1 = 实时 / real time; 0 = 尽快 / no waiting")] = 1.0,
    out: Annotated[Path, typer.Option(help="结果目录 / where results go")] = Path("out"),
    alone: Annotated[
        bool, typer.Option("--alone", help="无人值守，走完即退出 / by itself, then exit")
    ] = False,
) -> None:
    """播放一通演示电话，从声音到评分与同步。 / Play a demo call from sound to score and sync."""
    from dataclasses import replace

    from app.demo import demo_names
    from app.station import has_display, use_site_time
    from widgets.demo import DemoWish, play

    if name not in demo_names():
        names = "、".join(demo_names())
        raise UserError(f"没有这通演示电话：{name}；有：{names} / no such demo call: {name}")
    config = Config.load()
    out = out.resolve()
    is_named = Path(config.wanted_model).is_dir()  # else the one that knows the demo language
    config = replace(  # a demo never mixes with real calls, nor with a service that runs
        config,
        speech=replace(
            config.speech, model=config.wanted_model if is_named else str(BUNDLED_MODEL)
        ),
        data_folder=out / "data",
        central=CentralConfig(port=0),
        agent=AgentConfig("3025", "周敏", "综合售后", "lead"),
    )
    use_site_time(config.site.timezone)
    _log(config)
    wish = DemoWish(name, pace or None, out, is_alone=alone or not has_display())
    raise typer.Exit(play(config, wish)[0])


@cli.command()
def transcribe(
    files: Files,
    json: Json = False,
    srt: Annotated[bool, typer.Option("--srt", help="字幕 / subtitles")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="表格 / a table")] = False,
    txt: Annotated[bool, typer.Option("--txt", help="文本（默认） / text, the default")] = False,
    out: Out = None,
) -> None:
    """录音或整个文件夹转文字；中断后再运行即继续。 / Write down recordings, or a whole folder."""
    from app.commands.many_files import transcribe as write_down

    wished = {"json": json, "srt": srt, "csv": csv, "txt": txt}
    chosen = [name for name, is_wished in wished.items() if is_wished]
    if len(chosen) > 1:
        raise UserError(
            "--json、--srt、--csv、--txt 只能选一个 / choose one of --json, --srt, --csv, --txt"
        )
    raise typer.Exit(write_down(files, (chosen or ["txt"])[0], out, Config.load()))


@cli.command()
def understand() -> None:
    """逐行读 JSON，逐行输出含义。 / JSON Lines in, meaning as JSON Lines out."""
    from app.commands.texts import understand as answers

    for answer in answers(sys.stdin, Config.load()):
        print(answer, flush=True)


@cli.command()
def score(files: Files, json: Json = False, out: Out = None) -> None:
    """给录音或整个文件夹打分，逐项列出依据。 / Score recordings or a whole folder, with reasons."""
    from app.commands.many_files import score_files

    raise typer.Exit(score_files(files, "json" if json else "txt", out, Config.load()))


@cli.command()
def lookup(
    text: str,
    json: Json = False,
    limit: Annotated[int, typer.Option(help="最多几条 / how many at most")] = 5,
) -> None:
    """查知识库。 / Search the knowledge base."""
    from app.commands.texts import lookup as look_up

    look_up(text, as_json=json, limit=limit)


@cli.command()
def serve(
    host: str = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="默认取配置 / default: as configured")
    ] = None,
    dsn: Annotated[str, typer.Option(help="PostgreSQL ≥ 15；空则用自带的 / empty: bundled")] = "",
    data: Annotated[Path | None, typer.Option(help="数据目录 / data folder")] = None,
) -> None:
    """运行中心服务。 / Run the central service."""
    from app.commands.central import serve as run_central

    raise typer.Exit(run_central(Config.load(), host=host, port=port, dsn=dsn, data=data))


@cli.command(name="serve-speech")
def serve_speech(
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 = 任一空闲 / any free")] = 8766,
    model: Annotated[Path | None, typer.Option(help="语音模型目录 / speech model folder")] = None,
    key_file: Annotated[Path | None, typer.Option(help="密钥，每行一个 / keys, one a line")] = None,
    certificate: Annotated[Path | None, typer.Option(help="TLS 证书 PEM / certificate")] = None,
    certificate_key: Annotated[Path | None, typer.Option(help="证书私钥 / its key")] = None,
) -> None:
    """把本机的语音识别开放给其他电脑（OpenAI 接口）。 / Share this machine's speech engine."""
    from app.commands.speech_server import check_installed

    check_installed()
    from app.speech_server import runner

    if model is not None:
        os.environ["LINGTAI_MODEL"] = str(model.resolve())
    config = Config.load()
    _log(config)
    runner.serve(config, runner.Place(host, port, key_file, certificate, certificate_key))


@cli.command(name="speech-key")
def speech_key() -> None:
    """保存转写服务器的密钥；从终端或管道读入。 / Keep the key of the transcription server."""
    from getpass import getpass

    from app.commands.speech_server import keep_key

    asked = getpass("密钥 / key: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    print(f"已保存：{keep_key(Config.load(), asked)} / saved")


@cli.command()
def sync() -> None:
    """与中心同步一次，直到没有待发。 / Synchronise until nothing waits."""
    from app.commands.central import sync as synchronise

    done = synchronise(Config.load())
    print(f"已同步，被拒待处理 {done.parked} 条 / synchronised, {done.parked} refused")


@cli.command(name="sign-in")
def sign_in(name: Annotated[str, typer.Argument(help="账号 / account")]) -> None:
    """在配置的中心登录；密码从终端或管道读入。 / Sign in at the configured central service."""
    from getpass import getpass

    from app.commands.central import sign_in as sign_in_at_central

    asked = getpass("密码 / password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    sign_in_at_central(Config.load(), name, asked)
    print(f"已登录：{name} / signed in")


@cli.command()
def doctor() -> None:
    """检查这台电脑缺什么。 / See what this machine lacks."""
    from app.commands.doctor import examine

    found = list(examine(Config.load(forgives_unknown=True)))
    print(*found, sep="\n")
    raise typer.Exit(0 if all(one.is_well for one in found if one.is_needed) else 1)


@cli.command()
def devices(
    name: Annotated[str, typer.Argument(help="设备，默认设置里的 / default: as configured")] = "",
    test: Annotated[
        bool, typer.Option("--test", help="试录三秒 / record three seconds of it")
    ] = False,
    json: Json = False,
) -> None:
    """列出并测试声音设备。 / List and test sound devices."""
    from app.commands import devices as verbs

    config = Config.load()
    if test or name:
        tried = verbs.tested(config, name)
        print(verbs.json_of(tried) if json else "\n".join(verbs.lines_of(tried)))
        raise typer.Exit(1 if tried.problems else 0)
    for line in [verbs.as_json()] if json else verbs.listed(config):
        print(line)


models = typer.Typer(
    help="语音模型：列出、下载、导入、测速、选用 / Speech models: list, fetch, import, bench, use.",
    invoke_without_command=True,
    no_args_is_help=False,
)
cli.add_typer(models, name="models")
Model = Annotated[str, typer.Argument(help="名称，见 models list / its name, see models list")]


@models.callback()
def models_listed(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        models_list()


@models.command(name="list")
def models_list(json: Json = False) -> None:
    """列出本机的与可下载的模型，及选用哪个、为什么。 / List models, which is used and why."""
    from app.commands import models as verbs

    config = Config.load()
    for line in [verbs.as_json(config)] if json else verbs.listed(config):
        print(line)


@models.command(name="fetch")
def models_fetch(name: Model) -> None:
    """下载一个模型；中断后再运行即续传。 / Fetch a model; run again to go on after a break."""
    from app.commands.models import fetch

    print(fetch(Config.load(), name))


@models.command(name="import")
def models_import(
    source: Annotated[Path, typer.Argument(help="文件夹或压缩包 / folder or archive")],
    name: Annotated[str, typer.Option(help="取名 / what to call it")] = "",
) -> None:
    """从文件夹或压缩包导入模型（内网用）。 / Bring a model in, for closed networks."""
    from app.commands.models import bring

    print(bring(Config.load(), source, name))


@models.command(name="bench")
def models_bench(
    name: Annotated[str, typer.Argument(help="默认：选用的 / default: the one in use")] = "",
) -> None:
    """在本机测模型的速度与内存。 / Measure a model's speed and memory here."""
    from app.commands.models import measure

    print(measure(Config.load(), name))


@models.command(name="use")
def models_use(
    name: Annotated[str, typer.Argument(help="名称、文件夹或 auto / a name, a folder or auto")],
) -> None:
    """选用一个模型；auto = 自动。 / Choose a model; auto = the desk chooses."""
    from app.commands.models import use

    for line in use(Config.load(), name):
        print(line)


@models.command(name="remove")
def models_remove(name: Model) -> None:
    """删除一个下载或导入的模型。 / Delete a model that was fetched or imported."""
    from app.commands.models import remove

    print(remove(Config.load(), name))


@cli.command()
def bench(
    what: Annotated[str, typer.Argument(help="pipeline | speech | recorder")] = "pipeline",
    json: Json = False,
    passes: Annotated[int, typer.Option(min=1, help="交替轮数 / interleaved passes")] = 5,
    minutes: Annotated[
        float, typer.Option(min=0.1, help="实时部分多长 / length of live sound")
    ] = 3.0,
    only: Annotated[str, typer.Option(help="speech: files | live")] = "",
    theft: Annotated[
        float, typer.Option(min=0, help="recorder: 满载抢占秒数 / full CPU theft")
    ] = 30.0,
    encrypted: Annotated[bool, typer.Option(help="recorder: 加密 / encrypted frames")] = True,
) -> None:
    """测速：对照裸引擎的比值。 / Measure speed as ratios to the bare engine."""
    if what == "speech":
        from app.commands.bench_speech import BenchWish, shown, speech_rows

        print(
            shown(speech_rows(Config.load(), BenchWish(passes, minutes), only=only), as_json=json)
        )
        return
    if what == "recorder":
        from app.commands import bench_recorder

        wish = bench_recorder.RecorderWish(minutes, theft, encrypted)
        print(bench_recorder.shown(bench_recorder.measured(wish), as_json=json))
        return
    _only(what, "pipeline", "speech", "recorder")
    from widgets.bench import pipeline_figures

    figures = pipeline_figures(Config.load(), passes=passes)
    print(figures.as_json() if json else figures.table())


@cli.command(name="eval")
def evaluate(
    what: Annotated[str, typer.Argument(help="speech | hotwords")] = "speech",
    folder: Annotated[Path | None, typer.Option(help="评测集 / with a manifest.json")] = None,
    full: Annotated[bool, typer.Option(help="全部句子 / every sentence, not a sample")] = False,
    json: Json = False,
) -> None:
    """测准确率。 / Measure accuracy."""
    from app.commands.files import dumped

    if what == "hotwords":
        from app.commands.measure_hot_words import hot_word_rows, hot_word_table

        found = hot_word_rows(Config.load(), folder)
        print(dumped(found) if json else hot_word_table(found))
        return
    _only(what, "speech", "hotwords")
    from app.commands.measure import HELDOUT, full_set, report_rows, report_table, speech_report

    report = speech_report(Config.load(), folder or (full_set() if full else HELDOUT))
    print(dumped(report_rows(report)) if json else report_table(report))


def _only(what: str, *known: str) -> None:
    if what not in known:
        raise UserError(
            f"没有 {what}；有：{'、'.join(known)} / no such thing to measure: {what};"
            f" there are {', '.join(known)}"
        )


def _log(config: Config) -> Callable[[], None]:
    from app import logs

    return logs.start(config.log_file, level=config.log_level)


def _speak_utf8() -> None:
    """A Chinese Windows console is GBK, which lacks our marks and half the world's letters."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):  # None in a window without a console
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _reader_left() -> int:
    """`| head` read enough: let nothing fail again when Python flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1  # as Python and click have it


def main() -> int:
    """Run a verb; an error of ours becomes one line and its exit code."""
    _speak_utf8()
    try:
        code = _run()
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    return code


def _run() -> int:
    try:
        cli()
    except WorkstationError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except SystemExit as end:  # typer's way to end, a mistyped verb included
        return end.code if isinstance(end.code, int) else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
