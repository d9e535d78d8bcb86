// What to enter for a line; the addresses to be called stand on the set-up page, for administrators.
frappe.ui.form.on("CFM Message Line", {
	setup: (frm) => frm.set_query("account", () => ({ filters: { is_active: 1 } })),
	refresh: (frm) => {
		if (frm.is_new() || !frappe.user.has_role(["CFM Administrator", "System Manager"])) return;
		frm.add_custom_button(__("Set up and test"), () => frappe.set_route("message-setup"));
	},
	kind: (frm) => {
		if (!frm.doc.title) frm.set_value("title", __(frm.doc.kind));
	},
});
