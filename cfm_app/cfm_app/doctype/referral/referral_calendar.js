frappe.views.calendar["Referral"] = {
	field_map: { id: "name", title: "title", start: "start", end: "end", allDay: "allDay" },
	get_events_method: "cfm_app.api.desk_referral_board.calendar",
	options: { editable: false, selectable: false },
};
