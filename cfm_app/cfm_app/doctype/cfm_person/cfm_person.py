from cfm_app.confidentiality.vault_document import VaultDocument


class CFMPerson(VaultDocument):
	"""A person, sealed. Only the vault writes and reads it."""
