frappe.pages["routing-dry-run"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Try the routing"), single_column: true });
	const body = $('<div class="cfm-work"></div>').appendTo(page.main);
	const form = new frappe.ui.FieldGroup({ fields: fields(), body: body[0] });
	form.make();
	const result = $('<div class="cfm-routing-result"></div>').appendTo(body);
	page.set_primary_action(__("Where would it go?"), async () => {
		const facts = form.get_values();
		if (facts) result.html(result_html(await cfm.call("desk_complaint.routing_dry_run", { facts })));
	});
};

function fields() {
	const link = (fieldname, label, options) => ({ fieldname, label, fieldtype: "Link", options, only_select: 1 });
	return [
		{
			fieldname: "hint",
			fieldtype: "HTML",
			options: `<p class="text-muted">${__("Choose facts and see which rule takes the complaint. Nothing is recorded.")}</p>`,
		},
		{ fieldtype: "Section Break" },
		cfm.items.type_field({ reqd: 1 }),
		cfm.items.category_field(),
		cfm.items.urgency_field(),
		{ fieldtype: "Column Break" },
		link("area", __("Area"), "CFM Area"),
		link("project", __("Project"), "CFM Project"),
		link("channel", __("Channel"), "CFM Channel"),
		cfm.items.aid_worker_field(),
	];
}

function result_html(why) {
	const level = `<p>${cfm.show.level(why.level)} ${cfm.show.urgency(why.urgency)}</p>`;
	return cfm.show.panel(__("Result"), level + cfm.complaint.routing_html(why));
}
