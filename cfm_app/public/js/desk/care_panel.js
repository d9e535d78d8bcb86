// What a survivor or a child needs first, above everything else in the form of such a complaint.
frappe.provide("cfm.care");

const show = cfm.show;

cfm.care.PROMPTS = () => [
	__("Safety first: is the person, or a child, in danger now? Act by your emergency plan before you write."),
	__("Do not investigate. Write what the person says, in their words, and ask for nothing more."),
	__("Medical help does most within 72 hours. Say where it is; the person decides."),
	__("Promise nothing except that few people will know, and what happens next."),
	__("Say that a named person will be in touch, how, and by when. Nobody else will read this."),
];
const PROTECTION_PROMPTS = () => [
	__("We do not look into what somebody outside aid did. We help the person find safety and services, if they want it."),
	__("Ask before anything is shared. Choose a category under Protection."),
];
const LABELS = () => ({
	in_danger_now: __("In danger now?"),
	within_72_hours: __("Did it happen in the last 72 hours?"),
	child_assent: __("Does the child agree?"),
	caregiver_consent: __("Does the caregiver agree?"),
	best_interest: __("Why going on is best for the child"),
	contact_plan: __("How to reach the child safely, as agreed with the caregiver"),
});
const YES_NO = ["yes", "no", "unknown"];
const as_options = (values) => ["", ...values].map((value) => ({ value, label: value && __(value) }));

cfm.care.danger_fields = (extra = {}) =>
	["in_danger_now", "within_72_hours"].map((fieldname) => ({
		fieldname,
		label: LABELS()[fieldname],
		fieldtype: "Select",
		options: as_options(YES_NO),
		...extra,
	}));

cfm.care.child_fields = (choices, extra = {}) => [
	...["child_assent", "caregiver_consent"].map((fieldname) => ({
		fieldname,
		label: LABELS()[fieldname],
		fieldtype: "Select",
		options: as_options(choices[fieldname]),
		...extra,
	})),
	{ fieldname: "best_interest", label: LABELS().best_interest, fieldtype: "Small Text", description: __("Needed where one of them does not agree or cannot be asked."), ...extra },
	{ fieldname: "contact_plan", label: LABELS().contact_plan, fieldtype: "Small Text", description: __("Nothing is written to a child. Without this plan nobody calls back."), ...extra },
];

cfm.care.CHOICES = {
	child_assent: ["given", "refused", "cannot be asked"],
	caregiver_consent: ["given", "refused", "not safe to ask", "no caregiver"],
};
cfm.care.FIELDS = ["in_danger_now", "within_72_hours", "child_assent", "caregiver_consent", "best_interest", "contact_plan"];
cfm.care.answers_of = (values) => Object.fromEntries(cfm.care.FIELDS.map((field) => [field, values[field] || ""]));

// The prompts while somebody speaks, with where survivors find help.
cfm.care.prompts_html = (help, aid_worker) => {
	const lines = (aid_worker === "no" ? PROTECTION_PROMPTS() : cfm.care.PROMPTS()).map((line) => `<li><span aria-hidden="true">•</span> ${show.escape(line)}</li>`);
	const services = help
		? show.words(help)
		: show.nothing(__("Nothing is written down about help here. Ask your coordinator, and tell the person when you know."));
	return `<div class="cfm-care"><ul class="cfm-do">${lines.join("")}</ul><h5>${__("Where the person finds help")}</h5>${services}</div>`;
};

function panel(page, frm) {
	const part = page.care;
	if (!part || !part.answers) return "";
	const write = frappe.model.can_write("Complaint") ? show.button("write_care", __("Write")) : "";
	const title = part.survivor ? __("The person first") : __("A child");
	const prompts = part.survivor ? cfm.care.prompts_html(part.help, frm.doc.aid_worker_involved) : "";
	return show.panel(title, clocks_html(part) + answers_html(part) + prompts, write);
}

function clocks_html(part) {
	const seen = part.seen_on ? __("opened {0}", [show.moment(part.seen_on)]) : __("not opened yet");
	const lines = [
		part.medical_until && __("Medical help does most until {0} at the latest.", [show.moment(part.medical_until)]),
		part.focal_point_until && `${__("The named focal point looks at it by {0}", [show.moment(part.focal_point_until)])} · ${seen}`,
	];
	return lines.filter(Boolean).map((line) => `<p class="cfm-next">${line}</p>`).join("");
}

function answers_html(part) {
	const missing = part.missing.length
		? `<p class="cfm-notice">${__("Before work goes on, write down: {0}", [part.missing.map((field) => show.escape(LABELS()[field])).join(" · ")])}</p>`
		: "";
	const rows = cfm.care.FIELDS.filter((field) => part.answers[field]).map(
		(field) => `<div><dt>${show.escape(LABELS()[field])}</dt><dd dir="auto">${show.escape(__(part.answers[field]))}</dd></div>`
	);
	return missing + (rows.length ? `<dl class="cfm-facts">${rows.join("")}</dl>` : "");
}

function write_care(frm, page, reload) {
	const part = page.care;
	const fields = [
		...(part.survivor ? cfm.care.danger_fields() : []),
		...(part.child ? cfm.care.child_fields(part.choices) : []),
	];
	cfm.complaint.ask(
		part.child ? __("A child") : __("The person first"),
		fields.map((field) => ({ ...field, default: part.answers[field.fieldname] })),
		__("Save"),
		(values) => cfm.call("desk_care.write_care", { name: frm.doc.name, answers: cfm.care.answers_of(values) }),
		reload
	);
}

cfm.complaint.parts.push({
	box: "care",
	after: "what",
	html: panel,
	actions: (frm, page, reload) => ({ write_care: () => write_care(frm, page, reload) }),
});
