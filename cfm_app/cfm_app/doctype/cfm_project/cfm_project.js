frappe.ui.form.on("CFM Project", {
	refresh(frm) {
		if (!frm.is_new() && frm.doc.__onload?.is_stale) {
			frm.set_intro(__("Nobody has verified this sheet lately. Ask the project team before you tell people."), "orange");
		}
	},
});
