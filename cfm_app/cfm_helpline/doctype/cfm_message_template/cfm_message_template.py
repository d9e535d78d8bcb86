import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.confidentiality import by_action
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import outgoing
from cfm_app.handling.words import clean
from cfm_app.integrations.engine import content_guard
from cfm_app.rules import help_answers, segments, template_words

REVIEWERS = {"CFM Coordinator", "CFM Administrator", "System Manager"}
LONGEST_BODY = 1600
# what a stranger reads hangs on these: a provider sends the text it keeps under an id, not ours
WHAT_IS_READ = ("body", "language", "content_sid")


class CFMMessageTemplate(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		approval_state: DF.Literal["", "pending", "approved", "rejected", "paused", "other words"]
		body: DF.SmallText
		content_sid: DF.Data | None
		is_active: DF.Check
		kind: DF.Literal["Any", "SMS", "WhatsApp", "Messenger", "E-mail"]
		language: DF.Link
		max_segments: DF.Int
		reviewed_as_neutral: DF.Check
		reviewed_by: DF.Link | None
		reviewed_on: DF.Datetime | None
		template_key: DF.Data
		title: DF.Data
		worded_by: DF.Link | None
	# end: auto-generated types
	"""Words of a message in one language: what may be sent at all. Typed variables only."""

	def before_insert(self):
		by_action.restore(self)

	def validate(self):
		if not self.is_new():
			by_action.restore(self)
		self._clean()
		self._note_author()
		self._forget_approval_of_others()
		self._check_variables()
		self._check_answers()
		self._check_length()
		self._check_only_one()

	def review(self):
		"""Say that a stranger may read these words. Somebody else than who worded them does this."""
		if not REVIEWERS & set(frappe.get_roles()):
			frappe.throw(
				_("Only coordinators and administrators review the words of messages."),
				frappe.PermissionError,
			)
		if self.worded_by == frappe.session.user:
			frappe.throw(_("Somebody else has to review what you wrote."), GuardRefused)
		self._check_neutral()
		self.update(
			{
				"reviewed_as_neutral": 1,
				"reviewed_by": frappe.session.user,
				"reviewed_on": now_datetime(),
			}
		)
		by_action.begin(self)
		self.save(ignore_permissions=True)  # reason: a coordinator reviews what only administrators write

	def _clean(self):
		self.body = clean(self.body, _("Words"), LONGEST_BODY)
		self.template_key = frappe.scrub((self.template_key or "").strip())

	def _note_author(self):
		"""New words void a review; what is shipped with the app was worded by nobody here."""
		before = self.get_doc_before_save()
		if before and all((before.get(field) or "") == (self.get(field) or "") for field in WHAT_IS_READ):
			return
		is_shipped = frappe.flags.in_install or frappe.flags.in_migrate
		self.worded_by = None if is_shipped else frappe.session.user
		self.update({"reviewed_as_neutral": 0, "reviewed_by": None, "reviewed_on": None})

	def _forget_approval_of_others(self):
		if self.has_value_changed("content_sid") or self.has_value_changed("body"):
			self.approval_state = None

	def _check_variables(self):
		wrong = template_words.problems(self.body)
		if wrong:
			known = " ".join(f"{{{name}}}" for name in template_words.VARIABLES)
			frappe.throw(
				_("Only these can be filled in: {0}. Please correct: {1}").format(known, ", ".join(wrong))
			)

	def _check_answers(self):
		if self.template_key == outgoing.HELP_CAME and not help_answers.offers_both(self.body):
			frappe.throw(
				_("Say that 1 means yes and 2 means no: no other answer is understood, in any language.")
			)

	def _check_length(self):
		parts = segments.count(self.longest()).parts
		if self.max_segments and parts > self.max_segments and self.kind in ("Any", "SMS"):
			frappe.throw(
				_("This makes {0} parts, at most {1} are allowed. Please shorten it.").format(
					parts, self.max_segments
				)
			)

	def _check_only_one(self):
		same = {field: self.get(field) for field in ("template_key", "language", "kind")}
		others = {**same, "is_active": 1, "name": ("!=", self.name)}
		if self.is_active and frappe.db.exists(self.doctype, others):
			frappe.throw(
				_("There is another one in use for this key, language and channel. Switch one of them off.")
			)

	def _check_neutral(self):
		found = content_guard.words_in(self.body)
		if found:
			frappe.throw(
				_("These words tell a stranger what the message is about: {0}").format(", ".join(found)),
				GuardRefused,
			)

	def longest(self) -> str:
		"""Return the words about as long as they can get."""
		organisation = frappe.get_cached_value("CFM Settings", None, "organisation_name") or ""
		return template_words.sample(self.body, organisation)
