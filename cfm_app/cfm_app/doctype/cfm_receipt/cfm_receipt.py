from cfm_app.confidentiality.vault_document import VaultDocument


class CFMReceipt(VaultDocument):
	"""The keyed hash of a receipt code. Only the vault writes and reads it."""
