"""Files that come with a public form: at most five, each checked by content, refused in the person's language."""

import frappe
from frappe import _

from cfm_app.confidentiality import files
from cfm_app.rules.uploads import Refusal

MOST = 5


def checked(sent: list) -> tuple[list, list[str]]:
	"""Return (clean uploads, sentences about what could not be taken) for Werkzeug's uploaded files."""
	chosen = [file for file in sent if file.filename]
	uploads, refused = [], []
	for file in chosen[:MOST]:
		result = files.check(file.stream.read(), file.filename)
		if isinstance(result, Refusal):
			refused.append(_sentence(result.code))
		else:
			uploads.append(result)
	if len(chosen) > MOST:
		refused.append(_("Please send at most {0} files.").format(MOST))
	return uploads, refused


def _sentence(code: str) -> str:
	limit = frappe.get_cached_doc("CFM Settings").upload_limit_mb or 5
	return {
		"too_large": _("The file is too large. It can have {0} MB at most.").format(limit),
		"not_allowed": _("We cannot take this kind of file. Please send a photo, a voice note or a PDF."),
		"empty": _("The file is empty."),
		"broken_image": _("The photo is damaged and cannot be opened."),
		"too_many_pixels": _("The photo is too big. Please send a smaller one."),
		"active_content": _(
			"This PDF holds programs or is locked. Please send a plain one, or a photo of it."
		),
	}[code]
