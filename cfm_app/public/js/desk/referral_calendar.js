// What stands around the calendar of referrals: whose and which partner's above it, what the colours say below it.
frappe.provide("cfm.referrals");

const show = cfm.show;

cfm.referrals.dress_calendar = (calendar) => {
	calendar.$wrapper.addClass("cfm-calendar");
	const box = $('<div class="cfm-calendar-asks"></div>').prependTo(calendar.$wrapper);
	const refetch = () => calendar.refresh();
	calendar.cfm_asks = new frappe.ui.FieldGroup({ fields: fields(refetch), body: box });
	calendar.cfm_asks.make();
	calendar.footnote_area.html(legend_html());
};

const fields = (onchange) => [
	{
		fieldname: "whose",
		label: __("Whose"),
		fieldtype: "Select",
		options: [
			{ value: "", label: __("everybody's") },
			{ value: "me", label: __("mine") },
			{ value: "team", label: __("my team's") },
		],
		onchange,
	},
	{ fieldtype: "Column Break" },
	{ fieldname: "provider", label: __("Partner"), fieldtype: "Link", options: "Service Provider", only_select: 1, onchange },
];

// An empty month could also be one that was not loaded.
cfm.referrals.say_when_empty = (view) => {
	const shown = view.calendar.clientEvents().some((event) => event.start >= view.start && event.start < view.end);
	view.el.closest(".cfm-calendar").find(".cfm-nothing").remove();
	if (!shown) view.el.closest(".fc").before(show.nothing(__("Nothing is due in these days.")));
};

// Each colour is said in words in the entries themselves, too.
function legend_html() {
	const words = [
		[__("overdue"), "red"],
		[__("answer due"), "blue"],
		[__("ask the person, or to be confirmed by the person"), "orange"],
		[__("service given"), "green"],
	];
	return `<span class="cfm-row-pills">${words.map(([label, color]) => show.pill(label, color)).join("")}</span>`;
}
