import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import validate_email_address

from cfm_app.directory import changes

TRUSTED = ("agreement", "department_user", "department_backup")


class ServiceProvider(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		agreement: DF.Link | None
		backup_email: DF.Data | None
		backup_name: DF.Data | None
		backup_phone: DF.Data | None
		department_backup: DF.Link | None
		department_user: DF.Link | None
		focal_email: DF.Data | None
		focal_name: DF.Data | None
		focal_phone: DF.Data | None
		imported_id: DF.Data | None
		is_active: DF.Check
		is_public: DF.Check
		kind: DF.Literal[
			"",
			"international organisation",
			"national organisation",
			"UN agency",
			"authority",
			"public service",
			"private",
			"own organisation",
		]
		language: DF.Link | None
		languages: DF.Data | None
		public_email: DF.Data | None
		public_phone: DF.Data | None
		title: DF.Data
		website: DF.Data | None
	# end: auto-generated types
	"""An organisation, authority or department that helps."""

	def validate(self):
		self.check_addresses()
		self.check_department()
		self.check_who_decides()

	def on_update(self):
		changes.note_provider(self, self.get_doc_before_save())

	def on_trash(self):
		frappe.throw(_("Providers are not deleted: referrals name them. Take them out of use instead."))

	def check_addresses(self):
		"""An address that cannot work is said now, not when somebody waits for help."""
		for field in ("public_email", "focal_email", "backup_email"):
			if self.get(field):
				validate_email_address(self.get(field), throw=True)

	def check_who_decides(self):
		"""Who hears a person's name without her asking again is decided by who gives duties, not by who keeps entries."""
		before = self.get_doc_before_save()
		changed = any(
			(self.get(field) or None) != ((before and before.get(field)) or None) for field in TRUSTED
		)
		if changed and not frappe.has_permission("CFM Focal Point", "write"):
			frappe.throw(
				_(
					"The agreement and the colleagues of a department are set by who gives duties, because they receive "
					"names. Ask a coordinator."
				),
				frappe.PermissionError,
			)

	def check_department(self):
		"""Our own department answers through a colleague, others through their focal point."""
		if self.kind == "own organisation" and not self.department_user:
			frappe.throw(_("Say which colleague takes the referrals of this department."))
