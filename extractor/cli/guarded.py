"""What commands share: exit codes, and failures that are one line each."""

import os
import sys
from collections.abc import Iterable

import click

from extractor import terminal
from extractor.errors import ExtractorError
from extractor.schema import Report, Status

CLEAN, FOUND, FAILED = 0, 1, 2
_BAD = (Status.REFUTED, Status.UNSUPPORTED)


def fail(error: Exception | str) -> None:
    """Say on standard error what could not be done."""
    click.echo(terminal.harmless(f"error: {error}"), err=True)


def exit_code(reports: Iterable[Report]) -> int:
    """Whether something in the reports wants a look: refuted or unsupported facts, findings."""
    for report in reports:
        if report.check and report.check.findings:
            return FOUND
        if any(fact.verdict and fact.verdict.status in _BAD for fact in report.facts):
            return FOUND
    return CLEAN


class Guarded(click.Command):
    """A command whose failures are one line each: a person never sees a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what it can't do ends with exit code 2."""
        try:
            return super().invoke(ctx)
        except ExtractorError as error:
            fail(error)
            ctx.exit(FAILED)
        except KeyboardInterrupt:
            ctx.exit(FAILED)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(CLEAN)
