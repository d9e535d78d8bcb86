"""Runs the self-check: tries every known way around the access rule on this site, and judges its configuration.

bench --site SITE execute cfm_app.self_check.run.report
"""

from collections import Counter
from dataclasses import dataclass

import click

import frappe
from frappe import _

from cfm_app.confidentiality import log_chain
from cfm_app.rules.self_check import EXPOSED, NOT_TRIED, PROTECTED, WEAK, verdict
from cfm_app.self_check import configuration, last_run
from cfm_app.self_check.ground import ground
from cfm_app.self_check.probe import Probe, all_probes
from cfm_app.self_check.wording import VERDICTS, in_words, remedy_of

COLORS = {EXPOSED: "red", WEAK: "yellow", NOT_TRIED: "yellow", PROTECTED: "green"}


@dataclass(frozen=True)
class Result:
	"""What one probe showed on this site. `trouble` is the kind of error that kept it from being tried."""

	probe: Probe
	verdict: str
	trouble: str = ""


def try_probes(keys: list[str] | None = None, tell=None) -> list[Result]:
	"""Try these probes, by default all, one after the other, and undo everything. `tell(done, of)` hears of progress."""
	chosen = [probe for probe in all_probes() if keys is None or probe.key in keys]
	results = []
	if not chosen:
		return results
	with ground() as built:
		for number, probe in enumerate(chosen, start=1):
			results.append(_try(built, probe))
			if tell:
				tell(number, len(chosen))
	frappe.clear_messages()  # what the platform said to the invented people is nobody else's business
	return results


def report() -> None:
	"""Check this site and print what is exposed, what is weak and what held, with what to do about it."""
	results = try_probes(tell=_show_progress)
	broken = log_chain.broken_rows()
	last_run.remember({result.probe.key: result.verdict for result in results}, broken)
	frappe.db.commit()  # reason: bench execute is over after this; everything tried was rolled back before
	for result in sorted(results, key=lambda result: list(COLORS).index(result.verdict)):
		_show_result(result)
	for finding in configuration.findings(broken):
		_show_finding(in_words(finding))
	_show_sum(results)


def _try(built, probe: Probe) -> Result:
	try:
		learned = built.shows_secret(built.attempt(probe.attack, built.curious))
		return Result(probe, verdict(learned, _control_worked(built, probe)))
	except Exception as error:
		return Result(probe, NOT_TRIED, type(error).__name__)


def _control_worked(built, probe: Probe) -> bool | None:
	if probe.control:
		return built.shows_secret(built.attempt(probe.control))
	if probe.reaches_reader:
		return built.shows_secret(built.attempt(probe.attack, built.reader))
	return None


def _show_progress(done: int, of: int) -> None:
	click.echo(f"\r{done}/{of}", nl=done == of, err=True)


def _show_result(result: Result) -> None:
	probe = result.probe
	click.secho(f"{VERDICTS[result.verdict]!s:<12}", fg=COLORS[result.verdict], nl=False)
	click.echo(f"{probe.number:>3}  {probe.title}" + (f"  ({result.trouble})" if result.trouble else ""))
	if result.verdict == EXPOSED:
		click.echo(" " * 17 + remedy_of(probe))


def _show_finding(words: dict) -> None:
	click.secho(f"{VERDICTS[words['weight']]!s:<12}", fg=COLORS[words["weight"]], nl=False)
	click.echo(f"  –  {words['what']}\n{' ' * 17}{words['remedy']}")


def _show_sum(results: list[Result]) -> None:
	found = Counter(result.verdict for result in results)
	click.echo(
		_("{0} paths exposed, {1} protected, {2} not tried.").format(
			found[EXPOSED], found[PROTECTED], found[NOT_TRIED]
		)
	)
