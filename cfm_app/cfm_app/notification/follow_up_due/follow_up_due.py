"""A follow-up is due: a reference and a link, nothing of its content."""
