frappe.pages["hand-in"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Hand in what somebody told you"), single_column: true });
	const form = new frappe.ui.FieldGroup({
		fields: cfm.hand_in.fields(),
		body: $('<div class="cfm-work"></div>').appendTo(page.main)[0],
	});
	form.make();
	page.set_primary_action(__("Hand in"), async () => {
		const values = form.get_values();
		if (!values) return;
		const taken = await cfm.hand_in.send(values);
		form.clear();
		cfm.quick_intake.show_receipt(taken);
	});
};
