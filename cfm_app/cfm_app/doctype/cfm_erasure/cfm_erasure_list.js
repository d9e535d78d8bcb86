frappe.listview_settings["CFM Erasure"] = {
	has_indicator_for_draft: true,
	get_indicator: (doc) => [__(doc.state), cfm.erasure.color(doc.state), `state,=,${doc.state}`],
	onload: (listview) => listview.page.set_title(__("Erasures")),
};
