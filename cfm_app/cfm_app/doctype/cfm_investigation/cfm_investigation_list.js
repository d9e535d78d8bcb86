frappe.listview_settings["CFM Investigation"] = {
	get_indicator: (doc) => [__(doc.state), cfm.investigation.color(doc.state), `state,=,${doc.state}`],
	onload: (listview) => listview.page.set_title(__("Investigations")),
};
