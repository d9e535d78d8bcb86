frappe.ui.form.on("CFM Settings", {
	refresh: (frm) => frm.add_custom_button(__("Self-check"), () => frappe.set_route("self-check")),
});
