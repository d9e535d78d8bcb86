frappe.listview_settings["CFM Directory Import"] = {
	get_indicator(doc) {
		const colors = { Checked: "gray", Running: "blue", Applied: "green", Undone: "orange", Failed: "red" };
		return [__(doc.state), colors[doc.state], `state,=,${doc.state}`];
	},
};
