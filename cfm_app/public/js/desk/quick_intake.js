// Quick intake: one dialog from the first word of a caller to the code she is told. A refusal keeps all that was typed.
frappe.provide("cfm.quick_intake");

const CHECKS = ["explained_process", "explained_deadline", "explained_confidentiality", "explained_channels"];
const CONTACT_FACTS = ["channel", "area", "project", "language", "speaker", ...CHECKS];
let open_dialog = null;

cfm.quick_intake.open = () => {
	if (!open_dialog) open_dialog = make_dialog();
	open_dialog.show();
	cfm.bulletins.show_in(open_dialog);
	setTimeout(() => open_dialog.get_field("message").$input.trigger("focus"), 300);
};

function make_dialog() {
	const dialog = new frappe.ui.Dialog({
		title: __("Quick intake"),
		size: "extra-large",
		fields: fields(),
		primary_action_label: __("Record"),
		primary_action: () => cfm.when_settled(dialog, (values) => record(dialog, values)),
	});
	dialog.$wrapper.addClass("cfm-quick-intake");
	watch_for_answers(dialog);
	return dialog;
}

function fields() {
	const boot = frappe.boot.cfm || {};
	return [
		{
			fieldname: "message",
			label: __("What the person says"),
			fieldtype: "Small Text",
			reqd: 1,
			max_height: "8rem",
		},
		cfm.intake_care.unless_minimal({ fieldname: "answers", fieldtype: "HTML" }),
		{ fieldtype: "Section Break", label: __("What it is") },
		cfm.items.type_field({ reqd: 1, default: "QUESTION" }),
		cfm.items.category_field({ onchange: cfm.intake_care.ask }),
		cfm.items.aid_worker_field({ hidden: 1, onchange: cfm.intake_care.show_prompts }),
		{ fieldtype: "Column Break" },
		{
			fieldname: "area",
			label: __("Area"),
			fieldtype: "Link",
			options: "CFM Area",
			only_select: 1,
			default: boot.default_area,
		},
		{ fieldname: "channel", label: __("Channel"), fieldtype: "Link", options: "CFM Channel", only_select: 1, reqd: 1, default: "HOTLINE" },
		{ fieldtype: "Column Break" },
		{ fieldname: "language", label: __("Language"), fieldtype: "Link", options: "Language", only_select: 1, default: boot.default_language || "en" },
		cfm.items.urgency_field(),
		...cfm.intake_care.first_fields(),
		{ fieldtype: "Section Break", label: __("The person (leave empty for an anonymous caller)") },
		...cfm.people.identity_fields(),
		{ fieldtype: "Column Break" },
		...cfm.intake_care.age_fields(),
		...cfm.intake_care.child_fields(),
		{ fieldtype: "Section Break", label: __("Told to the person") },
		...check_fields(),
		{ fieldtype: "Section Break", label: __("How to answer safely"), collapsible: 1 },
		...cfm.people.wish_fields(),
		{ fieldtype: "Section Break", label: __("Whom it is about, and who may not see it"), collapsible: 1 },
		{ fieldname: "project", label: __("Project"), fieldtype: "Link", options: "CFM Project", only_select: 1 },
		{ fieldtype: "Column Break" },
		...cfm.items.independence_fields(),
		{ fieldtype: "Section Break" },
		cfm.people.others_field([]),
		cfm.intake_care.unless_minimal({ fieldtype: "Section Break", label: __("Other things the person raised"), collapsible: 1 }),
		cfm.items.table(__("Other things the person raised"), []),
	];
}

function check_fields() {
	const labels = [
		__("How complaints are handled"),
		__("By when they will be answered"),
		__("What confidential means here"),
		__("Which other channels there are"),
	];
	return CHECKS.flatMap((fieldname, position) => [
		...(position === 2 ? [{ fieldtype: "Column Break" }] : []),
		{ fieldname, label: labels[position], fieldtype: "Check" },
	]);
}

function watch_for_answers(dialog) {
	const search = frappe.utils.debounce(() => show_answers(dialog), 350);
	const message = dialog.get_field("message");
	message.$input.on("input", search);
	// a dialog with conditions empties a needed field it does not know to be filled yet, while somebody is typing in it
	message.$input.on("input", () => (message.value = message.$input.val()));
	dialog.get_field("answers").$wrapper.on("click", "[data-faq]", (event) =>
		answer_at_once(dialog, event.currentTarget.dataset.faq)
	);
}

async function show_answers(dialog) {
	const text = dialog.get_value("message") || dialog.get_field("message").$input.val();
	const box = dialog.get_field("answers").$wrapper;
	if ((text || "").trim().length < 3) return box.empty();
	const found = await cfm.call("desk.faq_search", { text, language: dialog.get_value("language") || "en" });
	box.html(found.slice(0, 3).map(answer_html).join(""));
}

function answer_html(answer) {
	return `<article class="cfm-faq"><div><strong dir="auto">${cfm.show.escape(answer.question)}</strong>
		${cfm.show.words(answer.say_it || answer.answer)}</div>
		<button type="button" class="btn btn-sm btn-default" data-faq="${cfm.show.escape(answer.name)}">${__(
		"Answered with this"
	)}</button></article>`;
}

function answer_at_once(dialog, faq) {
	const values = dialog.get_values(true) || {};
	return cfm
		.call(
			"desk.answer_with_faq",
			{
				faq,
				message: values.message,
				facts: contact_facts(values),
				people: people(values),
				language: values.language || "en",
			},
			{ freeze: true }
		)
		.then((taken) => done(dialog, taken));
}

function record(dialog, values) {
	const first = { ...values, summary: "", care: cfm.care.answers_of(values) };
	const shared = { area: values.area, project: values.project };
	return cfm
		.call(
			"desk.quick_intake",
			{
				facts: contact_facts(values),
				message: values.message,
				people: people(values),
				items: cfm.items.from_rows([first, ...(values.items || [])], shared),
			},
			{ freeze: true }
		)
		.then((taken) => done(dialog, taken));
}

function contact_facts(values) {
	return Object.fromEntries(CONTACT_FACTS.map((field) => [field, values[field]]));
}

function people(values) {
	return [{ role: "complainant", identity: cfm.people.identity_of(values) }, ...cfm.people.others_of(values.others)];
}

function done(dialog, taken) {
	open_dialog = null;
	dialog.hide();
	cfm.quick_intake.show_receipt(taken);
}

// Shows references and the receipt code, large enough to read to somebody on the phone.
cfm.quick_intake.show_receipt = (taken) => {
	const rows = (taken.complaints || []).map((made) =>
		made.may_open
			? `<li>${cfm.show.link("Complaint", made.name)}</li>`
			: `<li>${cfm.show.escape(made.name)} · ${__("handed over to the people named for it")}</li>`
	);
	const next = () => {
		dialog.hide();
		cfm.quick_intake.open();
	};
	const dialog = new frappe.ui.Dialog({
		title: __("Recorded"),
		primary_action_label: __("Done"),
		primary_action: () => dialog.hide(),
		minimizable: false,
		...(frappe.boot.cfm?.may_take_in ? { secondary_action_label: __("Next contact"), secondary_action: next } : {}),
	});
	const others = taken.complaints && !taken.complaints.length ? `<p class="cfm-notice">${__("It is with your colleagues: it is about you, or about somebody who reports to you.")}</p>` : "";
	dialog.$body.html(`<div class="cfm-receipt">${others}<p>${__("Tell the person this code. It is shown only once.")}</p>
		<p class="cfm-code" dir="ltr" aria-label="${__("Receipt code")}">${cfm.show.escape(taken.receipt || "")}</p>
		<p>${__("With it they can follow their complaint, add to it and answer questions, without an account.")}</p>
		<p>${__("Reference for your own notes")}:</p>
		<ul>${rows.join("") || `<li>${cfm.show.escape(taken.contact)}</li>`}</ul></div>`);
	dialog.add_custom_action(__("Print"), () => print_receipt(taken.receipt));
	dialog.$wrapper.on("click", "a.cfm-reference", () => dialog.hide());
	dialog.show();
};

// A slip for the person's pocket: the code and where to use it, not a word of what it is about.
function print_receipt(code) {
	const sheet = window.open("", "_blank");
	if (!sheet) return;
	const direction = frappe.utils.is_rtl() ? "rtl" : "ltr";
	sheet.document.write(`<!doctype html><html lang="${frappe.boot.lang}" dir="${direction}"><title>${__("Receipt")}</title>
		<body style="font: 16px sans-serif; margin: 2rem"><p>${__("Your code")}:</p>
		<p dir="ltr" style="font-size: 2rem; font-weight: bold">${cfm.show.escape(code)}</p>
		<p>${cfm.show.escape(window.location.origin)}/feedback/track</p></body></html>`);
	sheet.document.close();
	sheet.print();
}
