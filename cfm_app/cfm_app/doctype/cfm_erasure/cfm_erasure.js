frappe.ui.form.on("CFM Erasure", {
	refresh: (frm) => cfm.erasure.show(frm),
});
