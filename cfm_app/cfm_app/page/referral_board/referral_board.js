// Open referrals by how far they are: what is red stands on top of its column, a click opens it.
frappe.pages["referral-board"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Referral board"), single_column: true });
	const board = $('<div class="cfm-board-page"></div>').appendTo(page.main);
	const fields = filters().map((field) => page.add_field({ ...field, change: () => wrapper.cfm_show() }));
	wrapper.cfm_show = () => show_board(board, fields);
	page.set_secondary_action(__("Refresh"), wrapper.cfm_show, "refresh");
	page.add_inner_button(__("Calendar"), () => frappe.set_route("List", "Referral", "Calendar", "default"));
	page.add_inner_button(__("List"), () => frappe.set_route("List", "Referral", "List"));
};

frappe.pages["referral-board"].on_page_show = (wrapper) => wrapper.cfm_show();

const filters = () => [
	{ fieldname: "area", label: __("Where"), fieldtype: "Link", options: "CFM Area", only_select: 1 },
	{ fieldname: "sector", label: __("Sector"), fieldtype: "Link", options: "CFM Sector", only_select: 1 },
	{
		fieldname: "priority",
		label: __("How soon"),
		fieldtype: "Select",
		options: [{ value: "", label: "" }, ...cfm.referrals.priorities()],
	},
	{ fieldname: "only_urgent", label: __("Only what is urgent or late"), fieldtype: "Check" },
];

async function show_board(board, fields) {
	const asked = Object.fromEntries(fields.map((field) => [field.df.fieldname, field.get_value() || ""]));
	const found = await cfm.call("desk_referral_board.board", { filters: asked });
	const cut = found.cut ? `<p class="cfm-notice">${__("There are more than are shown here. Choose a place or a sector.")}</p>` : "";
	const columns = found.columns.map(column_html).join("");
	board.html(columns ? `${cut}<div class="cfm-board">${columns}</div>` : cfm.show.nothing(__("No referral is open.")));
}

function column_html({ state, rows }) {
	return `<section class="cfm-board-column"><h3>${cfm.referrals.state(state)} <span class="text-muted">${rows.length}</span></h3>${rows.map(card_html).join("")}</section>`;
}

function card_html(row) {
	const show = cfm.show;
	const due = row.due_on && !row.answered_on ? `<div class="text-muted">${__("answer due {0}", [show.moment(row.due_on)])}</div>` : "";
	return `<a class="cfm-board-card" href="/app/referral/${encodeURIComponent(row.name)}"><span class="cfm-reference" dir="ltr">${show.escape(row.name)}</span>
		${cfm.referrals.priority(row.priority)}${cfm.referrals.standing(row.standing)}
		<div dir="auto">${show.escape(row.type_title || "")}</div><div class="text-muted" dir="auto">${show.escape([row.to, row.area_title].filter(Boolean).join(" · "))}</div>${due}</a>`;
}
