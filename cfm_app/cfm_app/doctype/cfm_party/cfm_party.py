from cfm_app.confidentiality.vault_document import VaultDocument


class CFMParty(VaultDocument):
	"""The role of a person in a record. Only the vault writes and reads it."""
