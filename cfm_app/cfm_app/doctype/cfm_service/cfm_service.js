frappe.ui.form.on("CFM Service", {
	async refresh(frm) {
		if (frm.is_new()) {
			if (!frm.doc.owner_user) frm.set_value("owner_user", frappe.session.user);
			return;
		}
		const colors = { verified: "green", due: "orange", stale: "red", "never verified": "red" };
		frm.dashboard.set_headline_alert(`${cfm.show.pill(__(frm.doc.freshness), colors[frm.doc.freshness])} ${frm.doc.due_on ? __("Verify again by {0}", [frappe.datetime.str_to_user(frm.doc.due_on)]) : ""}`);
		frm.add_custom_button(__("What has changed"), () => frappe.set_route("List", "CFM Service Change", { service: frm.doc.name }));
		const entry = await cfm.service_keeping.show(frm);
		if (!entry?.may_change) return;
		frm.add_custom_button(__("Verify"), () => cfm.services.verify(frm)).addClass("btn-primary");
		frm.add_custom_button(__("Let the provider verify"), () => cfm.services.let_provider_verify(frm));
		frm.add_custom_button(__("Capacity"), () => cfm.services.set_capacity(frm));
	},
});
