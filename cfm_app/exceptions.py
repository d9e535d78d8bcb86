"""The errors that callers of cfm_app tell apart."""

import frappe


class VaultKeyMissing(frappe.ValidationError):
	"""The key that sealed a value is not on this server."""


class SealBroken(frappe.ValidationError):
	"""A sealed value was changed outside the app, or belongs to another record."""


class AccessRefused(frappe.PermissionError):
	"""The access rule says no."""


class NotAllowedHere(frappe.PermissionError):
	"""A platform function that would widen access to confidential records."""


class GuardRefused(frappe.ValidationError):
	"""A step of the workflow is refused: something is missing."""


class PortalRefused(frappe.ValidationError):
	"""What a guest sent cannot be taken as it is; the text is kept on her page."""


class SharingRefused(frappe.ValidationError):
	"""Nothing goes to another organisation: the consent or the agreement is missing."""


class RevealNeedsAgreement(frappe.ValidationError):
	"""A custodian has to agree before this identity is shown."""
