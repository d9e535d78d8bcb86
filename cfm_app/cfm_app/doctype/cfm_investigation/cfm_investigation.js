frappe.ui.form.on("CFM Investigation", {
	refresh: (frm) => cfm.investigation.show(frm),
});
