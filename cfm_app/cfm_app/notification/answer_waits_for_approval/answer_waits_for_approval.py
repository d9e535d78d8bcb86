"""An answer waits for approval: a reference and a link, nothing of its content."""
