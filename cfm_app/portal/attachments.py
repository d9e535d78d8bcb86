"""Files that come with a public form: at most five, each checked by content, refused in the person's language."""

import frappe
from frappe import _

from cfm_app.confidentiality import files
from cfm_app.portal import counters
from cfm_app.rules.spam import may_take_files
from cfm_app.rules.uploads import Refusal

MOST = 5
# Frappe answers a request of more than 25 MB by itself, and the text in it would be lost.
MOST_MEGABYTES_TOGETHER = 20


def limits() -> dict[str, int]:
	"""Return {most, limit, together}: how many files, and how many megabytes each and together."""
	limit = frappe.get_cached_doc("CFM Settings").upload_limit_mb or 5
	return {"most": MOST, "limit": limit, "together": MOST_MEGABYTES_TOGETHER}


def checked(sent: list) -> tuple[list, list[str]]:
	"""Return (clean uploads, sentences about what could not be taken) for Werkzeug's uploaded files."""
	chosen = [(file.filename, file.stream.read()) for file in sent if file.filename]
	refused = _refused_together(chosen)
	if refused:
		return [], [refused]
	results = [files.check(data, name) for name, data in chosen[:MOST]]
	refusals = [_sentence(result.code) for result in results if isinstance(result, Refusal)]
	if len(chosen) > MOST:
		refusals.append(_("Please send at most {0} files.").format(MOST))
	return [result for result in results if not isinstance(result, Refusal)], refusals


def _refused_together(chosen: list[tuple[str, bytes]]) -> str:
	size = sum(len(data) for _name, data in chosen)
	if size > MOST_MEGABYTES_TOGETHER * files.MEGABYTE:
		return _(
			"All files together can have {0} MB at most. Send your text first: with your code you can add more files."
		).format(MOST_MEGABYTES_TOGETHER)
	if size and not may_take_files(_megabytes(size, counters.source()), _megabytes(size)):
		return _(
			"Too many files come in at the moment. Send your text without them: with your code you can add them later."
		)
	return ""


def _megabytes(size: int, whose: str = "") -> float:
	"""Count so many bytes more and return how many megabytes came in this hour before them."""
	return counters.count("bytes", whose, many=size) / files.MEGABYTE


def _sentence(code: str) -> str:
	limit = limits()["limit"]
	return {
		"too_large": _("The file is too large. It can have {0} MB at most.").format(limit),
		"not_allowed": _("We cannot take this kind of file. Please send a photo, a voice note or a PDF."),
		"empty": _("The file is empty."),
		"broken_image": _("The photo is damaged and cannot be opened."),
		"broken_file": _("The file is damaged or incomplete. Please save it again, or send a photo of it."),
		"hides_files": _(
			"Other files are hidden in this file. Please send them one by one, or a photo of them."
		),
		"too_many_pixels": _("The photo is too big. Please send a smaller one."),
		"active_content": _(
			"This file holds programs or is locked. Please send a plain one, or a photo of it."
		),
	}[code]
