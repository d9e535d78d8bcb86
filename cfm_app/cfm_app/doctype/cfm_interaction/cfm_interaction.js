frappe.ui.form.on("CFM Interaction", {
	refresh: (frm) => cfm.contact.show(frm),
});
