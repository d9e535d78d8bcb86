frappe.ui.form.on("Complaint", {
	refresh: (frm) => cfm.complaint.show(frm),
});
