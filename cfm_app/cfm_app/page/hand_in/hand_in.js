frappe.pages["hand-in"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Hand in what somebody told you"), single_column: true });
	const form = new frappe.ui.FieldGroup({
		fields: cfm.hand_in.fields(),
		body: $('<div class="cfm-work"></div>').appendTo(page.main)[0],
	});
	form.make();
	wrapper.cfm_handed_in = $('<div class="cfm-work"></div>').appendTo(page.main);
	page.set_primary_action(__("Hand in"), async () => {
		const values = form.get_values();
		if (!values) return;
		const taken = await cfm.hand_in.send(values);
		form.clear();
		cfm.quick_intake.show_receipt(taken);
		show_handed_in(wrapper);
	});
};

frappe.pages["hand-in"].on_page_show = (wrapper) => show_handed_in(wrapper);

const COLORS = { received: "orange", "with the people in charge": "blue", finished: "green" };

async function show_handed_in(wrapper) {
	const show = cfm.show;
	const rows = await cfm.call("desk_handed_in.mine");
	const lines = rows.map(
		(row) => `<li><span class="cfm-reference" dir="ltr">${show.escape(row.reference)}</span>
			${show.pill(row.status_title, COLORS[row.status])} ${show.moment(row.handed_in_on)}</li>`
	);
	wrapper.cfm_handed_in.html(
		show.panel(__("What you have handed in"), lines.length ? `<ul class="cfm-follow-ups">${lines.join("")}</ul>` : show.nothing(__("Nothing yet.")))
	);
}
