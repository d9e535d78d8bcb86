// References to other records are plain text (no list can join them); the form shows them as links all the same.
const REFERENCES = { interaction: "CFM Interaction", duplicate_of: "Complaint", about_complaint: "Complaint" };

frappe.ui.form.on("Complaint", {
	setup(frm) {
		for (const [fieldname, doctype] of Object.entries(REFERENCES)) {
			const field = frappe.meta.get_docfield("Complaint", fieldname, frm.doc.name);
			if (field) field.formatter = (value) => link_to(doctype, value);
		}
	},
});

function link_to(doctype, name) {
	if (!name) return "";
	const shown = frappe.utils.escape_html(name);
	return `<a href="${frappe.utils.get_form_link(doctype, encodeURIComponent(name))}">${shown}</a>`;
}
