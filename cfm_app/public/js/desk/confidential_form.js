// On confidential records the platform's own comment box, files, tags, shares and follows are refused by the
// server. The form does not offer them.
frappe.provide("cfm.form");

cfm.form.make_confidential = (frm) => {
	frm.page.wrapper.addClass("cfm-confidential");
	frm.page.sidebar.toggle(false);
	frm.page.wrapper.find(".sidebar-toggle-btn").hide();
	frm.$wrapper.find(".form-footer").hide();
};

// Puts a box for panels behind a section of the form, once, and returns it.
cfm.form.box = (frm, name, after) => {
	const known = frm.$wrapper.find(`.cfm-box[data-box="${name}"]`);
	if (known.length) return known;
	const section = frm.layout.sections_dict[after].wrapper;
	const neighbours = section.nextUntil(":not(.cfm-box)");
	return $(`<div class="cfm-box" data-box="${name}"></div>`).insertAfter(
		neighbours.length ? neighbours.last() : section
	);
};

// Hides fields without a trace in the document.
cfm.form.hide = (frm, fields) => fields.forEach((field) => frm.set_df_property(field, "hidden", 1));

// The box above all sections.
cfm.form.first_box = (frm) => {
	const known = frm.$wrapper.find('.cfm-box[data-box="first"]');
	if (known.length) return known;
	return $('<div class="cfm-box" data-box="first"></div>').prependTo(frm.layout.wrapper.find(".form-page").first());
};

cfm.form.rename_section = (frm, section, label) =>
	frm.layout.sections_dict[section].wrapper.find(".section-head").first().text(label);
