// The form of a referral: where it stands, what the receiver sees, who does what next, and every step so far.
const show = cfm.show;
const IN_PANEL = ["service_requested", "background", "services_received", "access_key"];
const REASONS = ["not eligible", "no capacity / waiting list", "outside area", "service ended/suspended", "insufficient information", "duplicate of active support", "person declined", "could not contact", "security/access", "wrong sector", "other"];
const as_options = (values) => values.map((value) => ({ value, label: __(value) }));
const note = (label) => ({ fieldname: "note", label, fieldtype: "Small Text" });
// What each step asks for before it is taken.
const ASKS = () => ({
	Decline: [{ fieldname: "decline_reason", label: __("Why"), fieldtype: "Select", options: as_options(REASONS), reqd: 1 }, note(__("Note"))],
	Schedule: [{ fieldname: "scheduled_on", label: __("When"), fieldtype: "Datetime", reqd: 1 }],
	"Report as delivered": [{ fieldname: "delivered_on", label: __("Given on"), fieldtype: "Date", reqd: 1, default: frappe.datetime.get_today() }, note(__("Note"))],
	"Confirm that the service was received": [{ fieldname: "confirmed_by", label: __("How the person confirmed it"), fieldtype: "Select", options: as_options(["call", "SMS", "in person"]), reqd: 1 }, note(__("In the person's words"))],
	Revoke: [{ fieldname: "reason", label: __("Why"), fieldtype: "Small Text", reqd: 1 }],
	Close: [{ fieldname: "outcome", label: __("How it ended"), fieldtype: "Small Text", reqd: 1 }],
	Withdraw: [note(__("Why"))],
});
const NO_BUTTON = ["Transfer"];

cfm.referrals.show = async (frm) => {
	cfm.form.make_confidential(frm);
	if (frm.is_new()) return show_new(frm);
	cfm.form.hide(frm, IN_PANEL);
	frm.disable_save();
	const name = frm.doc.name;
	const page = await cfm.call("desk_referrals.referral_page", { name });
	if (frm.doc.name === name) draw(frm, page);
};

function show_new(frm) {
	frm.disable_save();
	cfm.form.first_box(frm).html(show.panel(__("A referral starts with a complaint"), show.nothing(__("Open the complaint, find a service and refer."))));
}

function draw(frm, page) {
	const reload = () => frm.reload_doc();
	cfm.form.first_box(frm).html(headline(frm, page) + (page.words ? words_html(page) + links_html(page) + steps_html(page) : ""));
	cfm.panels.listen(frm, {
		act: ({ step }) => act(frm, page, step, reload),
		link_person: ({ linked }) => link_person(frm, linked === "1", reload),
		ask_for_news: () => cfm.call("desk_referrals.ask_for_news", { name: frm.doc.name }).then(reload),
		make_link: () => make_link(frm, reload),
		revoke_links: () => cfm.call("desk_referrals.revoke_links", { name: frm.doc.name }).then(reload),
	});
}

function headline(frm, page) {
	const to = [page.titles.service_title, page.titles.provider_title].filter(Boolean).map(show.escape).join(" · ");
	const due = frm.doc.due_on && !frm.doc.answered_on ? `<p>${__("answer due {0}", [show.moment(frm.doc.due_on)])}</p>` : "";
	const missing = page.missing?.length ? `<p class="cfm-notice">${__("The receiver cannot answer without: {0}.", [page.missing.map(show.escape).join(" · ")])}</p>` : "";
	const link = frm.doc.mode === "warm handover" && frm.doc.sent_on && !frm.doc.linked_on ? link_buttons() : "";
	return `<div class="cfm-overview"><div class="cfm-overview-head"><span class="cfm-reference-large" dir="ltr">${show.escape(frm.doc.name)}</span>
		${cfm.referrals.state(frm.doc.workflow_state)}${cfm.referrals.standing(page.standing)}</div>
		<p class="cfm-headline" dir="auto">${to} · ${show.link("Complaint", frm.doc.complaint)}</p>${due}${missing}
		<div class="cfm-answer-buttons">${link}${action_buttons(frm, page)}</div></div>`;
}

const link_buttons = () =>
	show.button("link_person", __("The person is linked"), "primary", 'data-linked="1"') + show.button("link_person", __("Tried, not reached"), "default", 'data-linked="0"');

function action_buttons(frm, page) {
	const steps = (page.actions || []).filter((action) => !NO_BUTTON.includes(action));
	const buttons = steps.map((action, position) => show.button("act", __(action), position ? "default" : "primary", `data-step="${show.escape(action)}"`));
	if (frm.doc.sent_on && !frm.doc.closed_on) buttons.push(show.button("ask_for_news", __("Ask for news")));
	return buttons.join("");
}

function words_html(page) {
	const labels = { service_requested: __("What is asked for"), background: __("Background"), services_received: __("Other help already received") };
	const parts = Object.entries(labels).map(([field, label]) => (page.words[field] ? `<h5>${label}</h5>${show.words(page.words[field])}` : ""));
	return show.panel(__("What goes along after acceptance"), parts.join("") || show.nothing(__("Nothing is written.")));
}

function links_html(page) {
	if (page.titles.is_internal) return "";
	const rows = page.links.map((row) => `<li>${show.moment(row.creation)} · ${row.revoked_on ? show.pill(__("revoked"), "gray") : __("until {0}", [show.moment(row.expires_on)])} · ${__("answered with {0} times", [row.opened || 0])}</li>`);
	const alive = page.links.some((row) => !row.revoked_on);
	return show.panel(
		__("Links for the partner"),
		rows.length ? `<ul class="cfm-follow-ups">${rows.join("")}</ul>` : show.nothing(__("No link was made yet.")),
		show.button("make_link", __("Make a link")) + (alive ? show.button("revoke_links", __("Revoke")) : "")
	);
}

function steps_html(page) {
	const rows = page.steps.map((step) => `<li>${show.moment(step.at)} · <strong>${show.escape(__(step.action))}</strong> <span class="text-muted">${show.escape(step.by_name)} ${show.escape(__(step.detail || ""))}</span>${step.note ? show.words(step.note) : ""}</li>`);
	return show.panel(__("Steps"), `<ul class="cfm-follow-ups">${rows.join("")}</ul>`);
}

function act(frm, page, action, reload) {
	const send = ({ note = "", ...facts } = {}) => cfm.call("desk_referrals.act", { name: frm.doc.name, action, facts, note }, { freeze: true });
	const fields = ASKS()[action] || (action === "Send" && page.may_override ? override_fields() : null);
	if (!fields) return send().then(reload);
	return cfm.complaint.ask(__(action), fields, __(action), send, reload);
}

const override_fields = () => [
	{ fieldname: "reason", label: __("Only if consent or agreement is missing: why it goes all the same"), fieldtype: "Small Text", description: __("If a life or the best interest of a child asks for it, write why.") },
];

function link_person(frm, linked, reload) {
	cfm.complaint.ask(linked ? __("The person is linked") : __("Tried, not reached"), [note(__("Note"))], __("Record"), ({ note: words }) => cfm.call("desk_referrals.link_person", { name: frm.doc.name, linked, note: words || "" }), reload);
}

async function make_link(frm, reload) {
	const made = await cfm.call("desk_referrals.make_link", { name: frm.doc.name });
	const dialog = new frappe.ui.Dialog({ title: __("Link for the partner"), primary_action_label: __("Copy"), primary_action: () => frappe.utils.copy_to_clipboard(made.address), onhide: reload });
	dialog.$body.html(`<p>${__("Shown only now. Whoever has it can answer, so send it to the focal point alone.")}</p><p><code dir="ltr" style="overflow-wrap:anywhere">${show.escape(made.address)}</code></p>`);
	dialog.show();
}
