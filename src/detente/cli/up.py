"""Running: `up`, `status` and `health`."""

from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of, folder_of, read_passphrase

if TYPE_CHECKING:
    from detente.home.replies import PeerView
    from detente.home.replies.processes import CheckedView
    from detente.home.running import FaceMaker
    from detente.node.folder import Folder


def add_to(app: typer.Typer) -> None:
    """Add the commands of this page."""
    app.command(epilog="\b\nExample:\n  detente up --dir RU --port 8446")(up)
    app.command(epilog="\b\nExample:\n  detente status")(status)
    app.command(epilog="\b\nExample:\n  detente health")(health)


def up(
    host: Annotated[
        str | None, typer.Option("--host", metavar="ADDRESS", help="Where peers connect; else as in party.toml.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="PORT", min=0, max=65_535, help="Where peers connect; 0 takes a free one."),
    ] = None,
    home_port: Annotated[
        int | None,
        typer.Option("--home-port", metavar="PORT", min=0, max=65_535, help="Serve the pages too, on loopback only."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Say more in the log.")] = False,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Run the party's node until Ctrl-C or SIGTERM; one line says when it is ready."""
    import asyncio

    from detente.home.running import run
    from detente.log import log_to_stderr
    from detente.rehearsal.backstage import staging_of

    log_to_stderr(debug=debug)
    folder = folder_of(directory)

    def ready(told: dict[str, str | int]) -> None:
        if as_json:
            printing.put_json_line(told)
        else:
            line = f"ready: {told['party']} on {told['host']}:{told['port']}, home {told['home']}, pid {told['pid']}"
            typer.echo(f"{line}, page {told['page']}" if "page" in told else line)

    staged = staging_of(folder)
    node = run(
        folder,
        read_passphrase(passphrase_file),
        host=host,
        port=port,
        home_port=home_port,
        clock=staged.clock if staged else None,
        settings=staged.settings if staged else None,
        faces=[*_pages(folder, home_port), *_alarms(folder), *(staged.faces if staged else ())],
        ready=ready,
    )
    asyncio.run(node)


def _pages(folder: "Folder", home_port: int | None) -> "list[FaceMaker]":
    """Return the pages as a face where a port is named for them, here or in `party.toml`; they are slow to import."""
    if home_port is None and "home_port" not in folder.read_config():
        return []
    from detente.console.app import make_face

    return [make_face]


def _alarms(folder: "Folder") -> "list[FaceMaker]":
    """Return the keeper of the alarm process as a face where the folder says whom to alarm."""
    if not (folder.path / "alarms.toml").exists():
        return []
    from detente.home.alarms.keeper import make_keeper

    return [make_keeper]


def status(
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show how the party stands: peers with last contact and what they still lack, feeds, alarms."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.Status(council=council))
    if as_json:
        printing.put_json(found)
        return
    node = f"node on port {found.port}" if found.running else "no node runs"
    typer.echo(f"{found.party.upper()} ({printing.visible(found.name)}), {node}, as of {printing.moment(found.as_of)}")
    for council_view in found.councils:
        mark = " REHEARSAL" if council_view.rehearsal else ""
        typer.echo(f"council {council_view.council}{mark}: {printing.visible(council_view.title)}")
    if found.items:
        typer.echo("")
        printing.put_table(
            ("peer", "link", "last contact", "last sign of life", "still lacks", "confirmed by words"),
            (
                (
                    one.party.upper(),
                    one.link.state.replace("_", " ") if one.link else "–",
                    printing.moment(one.contact_at),
                    printing.moment(one.sign_of_life_at),
                    f"{one.queue.entries} entries in {one.queue.feeds} feeds" if one.queue.entries else "nothing",
                    "yes" if one.confirmed_at else "no",
                )
                for one in found.items
            ),
        )
        _put_errors(found.items)
    if found.heads:
        typer.echo("")
        printing.put_table(
            ("feed", "size", "root"), ((origin, str(size), root) for origin, (size, root) in found.heads.items())
        )
    if found.alarm_process is not None:
        process = found.alarm_process
        ended = f", ended {process.ended} times, last by {process.reason}" if process.ended else ""
        typer.echo(f"\nalarm process: {process.state}{ended}")
    if found.to_renew:
        typer.echo(f"\n{found.to_renew} matters are shown as they were read before; they are being read anew")
    if found.contradictions:
        typer.echo(f"\n{found.contradictions} contradictions: detente evidence contradictions")
    for alarm in found.alarms:
        typer.echo(f"alarm {printing.moment(alarm.at)} {alarm.code}: {printing.visible(alarm.text)}", err=True)


def _put_errors(peers: "list[PeerView]") -> None:
    for one in peers:
        if one.error is not None:
            retry = "" if one.retry_seconds is None else f"; tried again in {one.retry_seconds} s"
            what = printing.visible(f"{one.error.code}: expected {one.error.expected}; got {one.error.got}")
            typer.echo(f"last error with {one.party.upper()}, {printing.moment(one.error.at)}, {what}{retry}")


def _checked(last: "CheckedView | None") -> str:
    """Return in words when the record was checked last, and what was found."""
    if last is None:
        return "never: detente record fsck"
    found = last.fsck if last.fsck == "ok" else f"{last.fsck}, {last.wrong} wrong"
    signatures = "every signature" if last.every else "newest signatures"
    return f"{printing.moment(last.at)}, {last.entries:,} entries, {signatures}, by {last.version}: {found}"


def health(
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show how the node's machine stands: disk, sizes, clock, the process that alarms people, where its keys lie."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ShowHealth())
    if as_json:
        printing.put_json(found)
        return
    process = found.alarm_process
    jumped = f"; it jumped by {found.clock_jumped_seconds} s and is not followed" if found.clock_jumped_seconds else ""
    printing.put_pairs(
        [
            ("version", found.version),
            ("folder", found.folder),
            ("disk", f"{found.disk_free_bytes:,} bytes free of {found.disk_bytes:,}"),
            ("record", f"{found.record_bytes:,} bytes, and {found.attachments_bytes:,} of attachments"),
            ("clock", f"{found.clock}{jumped}"),
            *(
                (f"clock of {one.party.upper()}", f"its newest signature states a time {one.seconds} s ahead")
                for one in found.ahead
            ),
            ("checked", _checked(found.checked)),
            ("alarms", process.state if process else "not kept here" if found.alarms_set_up else "not set up"),
            ("root.key", "lies here: keep it elsewhere" if found.root_key_here else "does not lie here"),
            ("own logs", f"{found.opened_again} of a later generation, as after a restored backup"),
            ("root", f"certificate SHA-256 {found.root_certificate}"),
            ("tls", f"certificate SHA-256 {found.tls_certificate}"),
        ]
    )
