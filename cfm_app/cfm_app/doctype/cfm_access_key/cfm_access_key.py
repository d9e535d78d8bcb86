from cfm_app.confidentiality.vault_document import VaultDocument


class CFMAccessKey(VaultDocument):
	"""The facts behind an access key. Only the vault writes and reads it."""
