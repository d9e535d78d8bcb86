"""Templates that somebody worded on this site: they show the record they were made for and open no other.

Notifications, webhooks, rules and letters may fetch in their templates whatever the person may open who sets them
off, while the result goes to whoever worded them.
"""

import sys

FROM_TEXT = "<template>"
"""what Jinja calls a template that does not come from a file"""


def opens_another(doc) -> bool:
	"""Tell whether a template is being rendered that was not handed this record."""
	handed = _handed_to_template()
	return handed is not None and handed.get("doc") is not doc


def _handed_to_template() -> dict | None:
	"""Return what the outermost template was handed, None when none is rendered. One inside it may be handed anything."""
	frame, handed = sys._getframe(), None
	while frame:
		if frame.f_code.co_filename == FROM_TEXT and "context" in frame.f_locals:
			handed = frame.f_locals["context"].parent
		frame = frame.f_back
	return handed
