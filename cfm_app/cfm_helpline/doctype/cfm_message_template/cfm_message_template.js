frappe.ui.form.on("CFM Message Template", {
	setup: (frm) => cfm.template_words.setup(frm),
	refresh: (frm) => cfm.template_words.show(frm),
	kind: (frm) => cfm.template_words.count(frm),
});
