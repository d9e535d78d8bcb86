frappe.ui.form.on("CFM Directory Import", {
	refresh(frm) {
		frm.disable_save();
		if (frm.doc.state === "Applied") frm.add_custom_button(__("Take it back"), () => cfm.directory.undo(frm));
	},
});
