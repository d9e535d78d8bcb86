frappe.ui.form.on("CFM Bulletin", {
	refresh(frm) {
		const may_see = frappe.model.can_read("CFM Bulletin Read") || frm.doc.owner === frappe.session.user;
		if (!frm.is_new() && may_see) cfm.bulletins.show_readers(frm);
	},
});
