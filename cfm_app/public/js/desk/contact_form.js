// The form of a contact in the inbox: take it, tell the person what happens, make complaints of it or say how it ended.
frappe.provide("cfm.contact");

const show = cfm.show;
const DISPOSITIONS = ["Information given", "Follow-up of an earlier item", "Silent", "Prank", "Wrong number", "Dropped", "Abusive", "Test", "Spam"];
const OPEN = ["New", "Claimed"];
const DO = () => [
	__("Listen to the end before you write. Thank the person."),
	__("Ask how and when it is safe to answer."),
	__("Say what happens next and by when."),
	__("Write the person's own words, not your opinion."),
];
const DO_NOT = () => [
	__("Do not promise help or a result."),
	__("Do not ask for details of violence or abuse, and do not look into it yourself."),
	__("Do not speak about it with colleagues, family or the person it is about."),
	__("Do not ask for a name where the person wants to stay anonymous."),
];

// What the panels show, and what only repeats it.
const SHOWN_ABOVE = ["state", "message", "answers", "person_name", "contact", "safe_contact", "is_anonymous", "held_for_review", "claimed_by", "claimed_on", "disposition", "access_key"];

cfm.contact.show = async (frm) => {
	cfm.form.make_confidential(frm);
	if (frm.is_new()) return frm.disable_save();
	cfm.form.hide(frm, [...SHOWN_ABOVE, ...(frm.doc.intake_rating ? [] : ["intake_rating"])]);
	cfm.form.rename_section(frm, "person", __("How they came to us"));
	const name = frm.doc.name;
	const page = await cfm.call("desk_complaint.contact_page", { name });
	if (frm.doc.name === name) draw(frm, page);
};

function draw(frm, page) {
	const reload = () => frm.reload_doc();
	const open = OPEN.includes(frm.doc.state);
	const full = page.depth === "full";
	cfm.form.first_box(frm).html(headline(frm, page) + (full ? said_html(frm) + cfm.panels.people(page, false) : ""));
	cfm.form.box(frm, "script", "explained").html(open && full ? script_html(page) : "");
	cfm.form
		.box(frm, "after", "ending")
		.html(full ? cfm.panels.files(page, "CFM Interaction", frm.doc.name) + cfm.panels.timeline(page) : "");
	const messages = cfm.conversation.AFTER["CFM Interaction"];
	full ? cfm.conversation.load(frm, messages) : cfm.conversation.empty(frm, messages);
	cfm.panels.listen(frm, {
		...cfm.panels.actions("CFM Interaction", frm, reload),
		...cfm.conversation.actions(frm, messages),
	});
	frm.clear_custom_buttons();
	if (open && full) work_buttons(frm, reload);
}

function headline(frm, page) {
	const made = (page.complaints || []).map((row) => `${show.link("Complaint", row.name)} ${show.state(row.workflow_state)}`);
	const claimed = frm.doc.claimed_by
		? __("taken by {0}", [show.escape(frappe.user.full_name(frm.doc.claimed_by))])
		: __("nobody has taken it yet");
	const words = made.length
		? `${__("Became")}: ${made.join(" · ")}`
		: `${claimed} · ${__("received {0}", [show.ago(frm.doc.received_on)])}`;
	const ended = frm.doc.disposition ? show.pill(__(frm.doc.disposition), "gray") : "";
	return `<div class="cfm-overview"><div class="cfm-overview-head"><span class="cfm-reference-large" dir="ltr">${show.escape(frm.doc.name)}</span>
		${show.state(frm.doc.state)}${ended}${frm.doc.held_for_review ? show.pill(__("Held for review: many messages at once"), "orange") : ""}
		${frm.doc.about_aid_worker ? show.pill(`${__("Is it about somebody who works or helps in aid?")} ${__(frm.doc.about_aid_worker)}`, frm.doc.about_aid_worker === "No" ? "gray" : "red") : ""}
		${frm.doc.is_anonymous ? show.pill(__("Anonymous"), "gray") : ""}</div><p class="cfm-headline">${words}</p></div>`;
}

function said_html(frm) {
	const answers = frm.doc.answers
		? `<div class="cfm-part"><h5>${__("Answers to further questions")}</h5>${show.words(frm.doc.answers)}</div>`
		: "";
	const said = frm.doc.message ? show.words(frm.doc.message) : show.nothing(__("No words were recorded."));
	return show.panel(__("What the person said"), `<div class="cfm-part">${said}</div>${answers}`);
}

function work_buttons(frm, reload) {
	const mine = frm.doc.claimed_by === frappe.session.user;
	if (frm.doc.state === "New") {
		frm.add_custom_button(__("Take it"), () => cfm.call("desk.claim", { contact: frm.doc.name }).then(reload)).removeClass("btn-default").addClass("btn-primary");
	}
	if (mine || !frm.doc.claimed_by) {
		const classify = frm.add_custom_button(__("Classify"), () => cfm.contact.classify(frm, reload));
		if (mine) classify.removeClass("btn-default").addClass("btn-primary");
		frm.add_custom_button(__("Close without feedback"), () => close(frm, reload));
	}
}

cfm.contact.classify = async (frm, reload) => {
	const first = frm.doc.feedback_type || "COMPL_PROG";
	await frappe.utils.fetch_link_title("CFM Feedback Type", first);
	const rows = [{ idx: 1, name: "first", feedback_type: first }];
	const dialog = new frappe.ui.Dialog({
		title: __("Classify {0}", [frm.doc.name]),
		size: "extra-large",
		fields: [
			{ fieldname: "said", fieldtype: "HTML", options: show.words(frm.doc.message || "") },
			cfm.items.table(__("What the person raised, one line for each thing"), rows),
			{ fieldtype: "Section Break" },
			{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area", only_select: 1, default: frm.doc.area },
			{ fieldtype: "Column Break" },
			{ fieldname: "project", label: __("Project"), fieldtype: "Link", options: "CFM Project", only_select: 1, default: frm.doc.project },
			{ fieldtype: "Column Break" },
			cfm.items.aid_worker_field(),
		],
		primary_action_label: __("Record"),
		primary_action: () => cfm.when_settled(dialog, (values) => send(frm, dialog, values, reload)),
	});
	dialog.show();
};

function send(frm, dialog, values, reload) {
	const shared = { area: values.area, project: values.project, aid_worker_involved: values.aid_worker_involved };
	const items = cfm.items
		.from_rows(values.items, {})
		.map((item) => ({ ...item, facts: { ...item.facts, ...shared } }));
	return cfm.call("desk.classify", { contact: frm.doc.name, items }, { freeze: true }).then(({ complaints }) => {
		dialog.hide();
		const open = complaints.find((made) => made.may_open);
		frappe.show_alert({ message: __("{0} recorded", [complaints.map((made) => made.name).join(", ")]), indicator: "green" });
		open ? frappe.set_route("Form", "Complaint", open.name) : leave_for_inbox();
	});
}

// What went to the people named for it is no longer open to who classified it, and neither is the contact.
function leave_for_inbox() {
	frappe.show_alert({ message: __("It is with the people named for it now."), indicator: "blue" });
	frappe.set_route("List", "CFM Interaction");
}

function close(frm, reload) {
	cfm.complaint.ask(
		__("Close without feedback"),
		[
			{
				fieldname: "disposition",
				label: __("How it ended"),
				fieldtype: "Select",
				options: DISPOSITIONS.map((value) => ({ value, label: __(value) })),
				reqd: 1,
			},
		],
		__("Close"),
		({ disposition }) => cfm.call("desk.close_contact", { contact: frm.doc.name, disposition }),
		reload
	);
}

function script_html(page) {
	const list = (title, lines, mark) =>
		`<div><h5>${title}</h5><ul class="cfm-do">${lines.map((line) => `<li><span aria-hidden="true">${mark}</span> ${show.escape(line)}</li>`).join("")}</ul></div>`;
	const spoken = page.notice.spoken
		? `<div><h5>${__("Say it")}</h5>${show.words(page.notice.spoken)}</div>`
		: "";
	return show.panel(
		__("While you speak with the person"),
		`<div class="cfm-columns">${spoken}${list(__("Do"), DO(), "✓")}${list(__("Do not"), DO_NOT(), "✗")}</div>`
	);
}
