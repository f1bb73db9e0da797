"""`aftercare verify-audit`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from app.audit.checkpoints import CHECKPOINTS, CheckpointFile, read_checkpoints, trusted_keys
from app.audit.queries import verify
from app.audit.rules import Report
from app.storage.installation import Installation


@click.command("verify-audit")
@click.option(
    "--checkpoints",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A copy of audit-checkpoints.jsonl that was kept elsewhere; else the one in the data folder.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def verify_audit(installation: Installation, checkpoints: Path | None, form: str) -> None:
    """Recompute the chain of audit rows and compare it with the signed checkpoints.

    Exit code 0: nothing was altered, removed or inserted. 1: something was; each finding is listed.
    """
    data_dir = installation.settings.data_dir
    signed = read_checkpoints(checkpoints or data_dir / CHECKPOINTS, trusted_keys(data_dir))
    database = installation.open_database()
    with database.read() as session:
        report = verify(session, signed.genuine)
    database.engines.dispose()
    _judge_signatures(signed, report)
    print(json.dumps(_as_json(report)) if form == "json" else _as_text(report))
    if not report.is_sound:
        raise click.exceptions.Exit(1)


def commands() -> list[click.Command]:
    """Return the commands of the audit."""
    return [verify_audit]


def _judge_signatures(signed: CheckpointFile, report: Report) -> None:
    for number in signed.forged_lines:
        report.add("checkpoint", f"line {number}", "the signature of this checkpoint does not hold")


def _as_json(report: Report) -> dict[str, object]:
    return asdict(report) | {"sound": report.is_sound}


def _as_text(report: Report) -> str:
    counts = (
        f"{report.sealed} sealed rows, {report.unsealed} waiting for the sealer, "
        f"{report.checkpoints} signed checkpoints, {len(report.erased)} rows with erased detail."
    )
    lines = [counts]
    lines += [f"{problem.code}: {problem.subject}: {problem.message}" for problem in report.problems]
    lines.append("The audit is sound." if report.is_sound else "The audit is NOT sound.")
    return "\n".join(lines)
