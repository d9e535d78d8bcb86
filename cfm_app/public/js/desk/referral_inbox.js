// Referrals that a colleague sent to this user: she sees the sheet, answers, and never opens the file behind it.
const show = cfm.show;
const NOT_NEXT = ["Acknowledge", "Decline", "The person cannot be reached"];

// The section on My work.
cfm.referrals.inbox_row = (row) =>
	`<button type="button" class="cfm-row cfm-row-button" data-referral="${show.escape(row.name)}"><span class="cfm-reference" dir="ltr">${show.escape(row.name)}</span>
		<span>${show.escape(row.type_title || "")} <span class="text-muted">${show.escape(row.area_title || "")}</span><br>
		<span class="cfm-row-pills">${cfm.referrals.state(row.workflow_state)}${cfm.referrals.priority(row.priority)}${cfm.referrals.standing(row.standing)}</span></span>
		<span class="cfm-row-end">${row.due_on ? __("answer due {0}", [show.moment(row.due_on)]) : ""}</span></button>`;

// Opens the sheet; `changed` is called after every answer.
cfm.referrals.open_sheet = async (name, changed = () => {}) => {
	await new Promise((resolve) => frappe.model.with_doctype("Referral", resolve)); // the reasons to decline stand in it
	const dialog = new frappe.ui.Dialog({ title: __("Referral {0}", [name]), size: "large" });
	const refresh = async () => {
		const page = await cfm.call("desk_referral_inbox.sheet", { name });
		dialog.$body.html(sheet_html(page));
	};
	const done = () => refresh().then(changed);
	dialog.$body.on("click", "[data-cfm-action]", ({ currentTarget }) => answer(name, currentTarget.dataset, done));
	await refresh();
	dialog.show();
};

function sheet_html({ sheet, actions, linked }) {
	const next = actions.find((action) => !NOT_NEXT.includes(action));
	const steps = actions.map((action) => show.button("answer", __(action), action === next ? "primary" : "default", `data-step="${show.escape(action)}"`)).join("");
	const link = linked ? "" : show.button("link", __("I have reached the person"), "default", 'data-linked="1"') + show.button("link", __("Tried, not reached"), "default", 'data-linked="0"');
	return `<div class="cfm-overview"><div class="cfm-overview-head">${cfm.referrals.state(sheet.state)}${cfm.referrals.priority(sheet.priority)}</div>
		${facts_html(sheet)}<div class="cfm-answer-buttons">${steps}${sheet.person_known ? link : ""}</div></div>${person_html(sheet)}${words_html(sheet.words)}`;
}

function facts_html(sheet) {
	const facts = [
		[__("Need"), sheet.need],
		[__("Where"), sheet.area],
		[__("Language"), sheet.language],
		[__("Sex"), sheet.sex],
		[__("Age"), sheet.age_band],
		[__("The person gets the service on"), cfm.referrals.day(sheet.scheduled_on)],
		[__("The service was given on"), cfm.referrals.day(sheet.delivered_on)],
		[__("Access needs"), sheet.access_needs],
		[__("Safe contact"), sheet.safe_contact],
	];
	const rows = facts.filter(([, text]) => text).map(([label, text]) => `<div><dt>${show.escape(label)}</dt><dd dir="auto">${show.escape(text)}</dd></div>`);
	const due = sheet.due_on ? `<p>${__("answer due {0}", [show.moment(sheet.due_on)])}</p>` : "";
	return `<dl class="cfm-facts">${rows.join("")}</dl>${due}`;
}

function person_html(sheet) {
	if (!sheet.person_known) return `<p class="cfm-notice">${__("Who it is stands here when you have accepted. Opening it is logged.")}</p>`;
	const { name, phone, alias } = sheet.person;
	const ask_for = alias ? __("ask for {0}", [alias]) : "";
	const known = [name, phone, ask_for].filter(Boolean).map((each) => `<bdi>${show.escape(each)}</bdi>`).join(" · ");
	return show.panel(__("The person"), `<p class="cfm-identity">${known || show.escape(__("no name given"))}</p>${cfm.referrals.about_html(sheet.about)}`);
}

function words_html(words) {
	const labels = { ...cfm.referrals.labels(), narrative: __("In the person's words") };
	const parts = Object.entries(labels).map(([field, label]) => (words[field] ? `<h5>${show.escape(label)}</h5>${show.words(words[field])}` : ""));
	return parts.join("") ? show.panel(__("What is asked for"), parts.join("")) : "";
}

function answer(name, { cfmAction, step, linked }, done) {
	if (cfmAction === "link") {
		const record = ({ note = "" }) => cfm.call("desk_referral_inbox.link_person", { name, linked: linked === "1", note });
		return cfm.complaint.ask(__("Reaching the person"), [{ fieldname: "note", label: __("Note"), fieldtype: "Small Text" }], __("Record"), record, done);
	}
	const send = ({ note = "", ...facts } = {}) => cfm.call("desk_referral_inbox.answer", { name, action: step, facts, note }, { freeze: true });
	const fields = cfm.referrals.asks(step);
	return fields ? cfm.complaint.ask(__(step), fields, __(step), send, done) : send().then(done);
}
