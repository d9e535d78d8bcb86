// The form that words a message: it counts while somebody types, and somebody else reviews.
frappe.provide("cfm.template_words");

const show = cfm.show;
const REVIEWERS = ["CFM Coordinator", "CFM Administrator", "System Manager"];
const PAUSE = 300;

cfm.template_words.setup = (frm) => {
	frm.cfm_count = frappe.utils.debounce(() => cfm.template_words.count(frm), PAUSE);
};

cfm.template_words.show = (frm) => {
	const body = frm.get_field("body").$input;
	if (body) body.attr("dir", "auto").off("input.cfm").on("input.cfm", frm.cfm_count);
	frm.get_field("counter").$wrapper.off("click.cfm").on("click.cfm", "[data-cfm-action=take_spelling]", async () => {
		await frm.set_value("body", frm.cfm_spelling);
		cfm.template_words.count(frm);
	});
	cfm.template_words.count(frm);
	review_button(frm);
	const differs = frm.doc.approval_state === "other words";
	frm.set_intro(differs ? __("Under this id the provider keeps other words, or buttons and pictures besides them. It is not used outside conversations until they are the same: correct it there and enter the new id here, or word it here as it stands there and have it reviewed.") : "", "red");
};

cfm.template_words.count = async (frm) => {
	const box = frm.get_field("counter").$wrapper;
	const body = frm.get_field("body").$input?.val() || frm.doc.body || "";
	if (!body || !frappe.model.can_write(frm.doctype)) return box.empty();
	const counted = await cfm.call("desk_messages.count_words", { body, kind: frm.doc.kind });
	if (body !== (frm.get_field("body").$input?.val() || frm.doc.body)) return;
	frm.cfm_spelling = counted.spelling;
	box.html(counter_html(counted, frm.doc.max_segments));
};

function counter_html(counted, most) {
	const price = counted.price ? ` · <bdi dir="ltr">${format_number(counted.price, null, 4)} ${show.escape(counted.currency)}</bdi>` : "";
	const parts = counted.parts === 1 ? __("1 part") : __("{0} parts", [counted.parts]);
	const too_long = most && counted.parts > most ? show.pill(__("too long: at most {0}", [most]), "red") : "";
	return `<div class="cfm-counter" role="status"><p><strong>${parts}</strong> · ${__("{0} characters, {1} fit into a part", [counted.units, counted.units_per_part])}${price} ${too_long}</p>
		${offending_html(counted)}${wrong_html(counted)}</div>`;
}

function offending_html({ offending, spelling }) {
	if (!offending.length) return "";
	const button = spelling ? show.button("take_spelling", __("Take the plain spelling")) : "";
	const shown = spelling || offending.length <= 8 ? `: <bdi>${offending.slice(0, 8).map(show.escape).join(" ")}</bdi>` : "";
	const proposal = spelling ? `<div class="cfm-words" dir="auto">${show.escape(spelling)}</div>` : "";
	return `<p class="cfm-hint">${__("These letters leave only 70 instead of 160 characters to a part")}${shown}</p>${proposal}${button}`;
}

function wrong_html({ unknown, forbidden }) {
	const line = (label, words) => (words.length ? `<p class="cfm-notice">${label}: <bdi>${words.map(show.escape).join(", ")}</bdi></p>` : "");
	return (
		line(__("This cannot be filled in"), unknown) +
		line(__("These words tell a stranger what the message is about, so it cannot be reviewed"), forbidden)
	);
}

function review_button(frm) {
	frm.remove_custom_button(__("Review as neutral"));
	if (frm.is_new() || frm.doc.reviewed_as_neutral || !REVIEWERS.some((role) => frappe.user.has_role(role))) return;
	if (frm.doc.worded_by === frappe.session.user) {
		return frm.set_intro(__("It is not sent before somebody else has reviewed these words."), "orange");
	}
	frm.set_intro(__("It is not sent before somebody has reviewed these words."), "orange");
	frm.add_custom_button(__("Review as neutral"), () => review(frm));
}

function review(frm) {
	if (frm.is_dirty()) return frappe.msgprint(__("Save first."));
	const question = __("May a stranger who holds this phone read these words, without learning what the person told us?");
	frappe.confirm(`<p>${question}</p>${show.words(frm.doc.body)}`, () =>
		cfm.call("desk_messages.review_template", { name: frm.doc.name, seen: frm.doc.modified }).then(() => frm.reload_doc())
	);
}
