from frappe.model.document import Document


class CFMChannelSettings(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		allowed_countries: DF.SmallText | None
		auto_reply_hours: DF.Int
		body_days: DF.Int
		budget_stopped_on: DF.Date | None
		currency_code: DF.Data | None
		daily_budget: DF.Float
		delete_at_provider: DF.Check
		forbidden_words: DF.SmallText | None
		media_limit_mb: DF.Int
		payload_days: DF.Int
		per_number_day: DF.Int
		per_number_hour: DF.Int
		public_base_url: DF.Data | None
		quiet_from: DF.Time | None
		quiet_to: DF.Time | None
		receiving_on: DF.Check
		second_base_url: DF.Data | None
		second_person_above: DF.Float
		sending_on: DF.Check
	# end: auto-generated types
	"""What runs, the limits and how long messages are kept. Saving makes no network call."""
