frappe.ui.form.on("CFM Data Request", {
	refresh: (frm) => cfm.data_request.show(frm),
});
