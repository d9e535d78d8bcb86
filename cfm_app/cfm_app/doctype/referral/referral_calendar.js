// The days on which a referral asks for somebody: answers due, services, and people to be asked. A click opens it.
frappe.views.calendar["Referral"] = {
	field_map: { id: "name", title: "title", start: "start", end: "end", allDay: "allDay" },
	get_events_method: "cfm_app.api.desk_referral_board.calendar",
	get_css_class: (event) => event.look,
	get_args(start, end) {
		const asked = this.cfm_asks ? this.cfm_asks.get_values(true) : {};
		return { start: this.get_system_datetime(start), end: this.get_system_datetime(end), whose: asked.whose || "", provider: asked.provider || "" };
	},
	set_css() {
		frappe.views.Calendar.prototype.set_css.call(this);
		if (!this.cfm_asks) cfm.referrals.dress_calendar(this);
	},
	options: {
		editable: false,
		selectable: false,
		displayEventEnd: false,
		now: () => frappe.datetime.now_datetime(), // today is the user's, not that of the machine she sits at
		eventAfterAllRender: (view) => cfm.referrals.say_when_empty(view),
		// a month of squares says nothing on a phone
		...(window.innerWidth < 600 && { defaultView: "listMonth" }),
	},
};
