"""Fields that only an action of the app writes. Whoever may save a form may send in any of its fields, read-only or not."""

FIELDS = {
	"Complaint": (
		"handler",
		"routing_rule",
		"in_default_queue",
		"seen_on",
		"lowering_to",
		"lowering_asked_by",
		"received_by",
		"acknowledge_due",
		"acknowledged_on",
		"first_answer_due",
		"first_answered_on",
		"resolve_due",
		"closed_on",
		"resolved_at_first_contact",
		"faq",
		"reopen_count",
		"satisfaction_rating",
	),
	"CFM Interaction": (
		"state",
		"claimed_by",
		"claimed_on",
		"closed_on",
		"received_by",
		"held_for_review",
		"is_anonymous",
		"about_aid_worker",
		"intake_rating",
		"submission_key",
	),
	"CFM Response": (
		"state",
		"prepared_by",
		"approved_by",
		"approved_on",
		"attempts",
		"last_attempt_on",
		"person_reached",
		"sent_on",
	),
	"CFM Data Request": (
		"state",
		"due_on",
		"first_due_on",
		"extended_on",
		"person_told_on",
		"identity_checked_by_means",
		"identity_checked_on",
		"identity_checked_by",
		"refused_because",
		"answered_on",
		"answered_by",
	),
	"CFM Broadcast": (
		"state",
		"asked_by",
		"asked_on",
		"approved_by",
		"approved_on",
		"paused_because",
		"audience_fingerprint",
		"people",
		"parts",
		"estimate",
		"waiting",
		"sent",
		"delivered",
		"failed",
		"blocked",
		"replies",
		"held_stopped",
		"held_unreachable",
		"held_foreign",
		"held_unworded",
	),
	"Referral": (
		"sector",
		"agreement",
		"sent_on",
		"sent_by",
		"due_on",
		"acknowledged_on",
		"answered_on",
		"scheduled_on",
		"delivered_on",
		"received_confirmed_on",
		"confirmed_by",
		"linked_on",
		"link_attempts",
		"last_chased_on",
		"reminders",
		"reminders_ended_on",
		"not_received_on",
		"receiver_asked_on",
		"asked_person_on",
		"question_message",
		"closed_on",
		"decline_reason",
		"overridden",
		"earlier_referral",
		"workflow_state",
	),
	"CFM Service": ("verified_on", "verified_by", "verified_how", "capacity_on", "due_on", "freshness"),
	"CFM Service Gap": ("service_type", "sector", "area", "month", "once", "needs"),
	"CFM Hold": ("placed_on", "placed_by", "lifted_on", "lifted_by"),
	"CFM Message Template": (
		"worded_by",
		"reviewed_as_neutral",
		"reviewed_by",
		"reviewed_on",
		"approval_state",
	),
}


def begin(doc) -> None:
	"""Call it in an action: what it writes into this document from here on is stored."""
	doc.flags.by_action = True


def restore(doc) -> None:
	"""Put back what a save brought along for these fields, unless an action wrote it.

	Call it first in before_insert, and in validate of a document that is stored.
	"""
	if doc.flags.by_action:
		return
	stored = doc.get_doc_before_save()
	for field in FIELDS[doc.doctype]:
		doc.set(field, stored.get(field) if stored else doc.meta.get_field(field).default)
