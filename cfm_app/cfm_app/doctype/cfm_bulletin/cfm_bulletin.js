frappe.ui.form.on("CFM Bulletin", {
	async refresh(frm) {
		if (frm.is_new() || !frappe.model.can_read("CFM Bulletin Read")) return;
		const { read, have_to } = await cfm.call("desk_bulletins.readers", { bulletin: frm.doc.name });
		frm.dashboard.set_headline_alert(__("Read by {0} of {1} operators", [read, have_to]));
	},
});
