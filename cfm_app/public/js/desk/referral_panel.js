// The referrals of a complaint, and the few clicks that make one: what goes along stands there before it goes.
frappe.provide("cfm.referrals");

const show = cfm.show;
const STATE_COLORS = {
	Draft: "gray",
	"Consent pending": "orange",
	Sent: "blue",
	Acknowledged: "blue",
	"No feedback": "red",
	Accepted: "cyan",
	"Not accepted": "red",
	"Service scheduled": "cyan",
	"Person unreachable": "orange",
	"Service received": "green",
	Closed: "green",
	Withdrawn: "gray",
	Revoked: "gray",
	"Transferred on": "gray",
};
const STANDING_COLORS = { "on track": "green", "due soon": "orange", overdue: "red" };
const PRIORITIES = () => [
	{ value: "NORMAL", label: __("within 14 days") },
	{ value: "URGENT", label: __("within 3 days") },
	{ value: "EMERG", label: __("within 24 hours") },
];
const MODES = () => [
	{ value: "direct send", label: __("send it") },
	{ value: "warm handover", label: __("bring the person and the focal point together") },
];

const PRIORITY_COLORS = { EMERG: "red", URGENT: "orange" };

cfm.referrals.state_color = (state) => STATE_COLORS[state] || "gray";
cfm.referrals.state = (state) => show.pill(__(state), cfm.referrals.state_color(state));
cfm.referrals.priorities = PRIORITIES;
cfm.referrals.priority = (code) => show.pill(PRIORITIES().find((priority) => priority.value === code)?.label || code, PRIORITY_COLORS[code] || "gray");

// How it stands in one pill, and why it is red.
cfm.referrals.standing = ({ word, reason }) => {
	const words = { not_linked: __("not linked yet"), late: __("no answer in time") };
	return word === "on track" ? "" : show.pill(words[reason] || __(word), STANDING_COLORS[word]);
};

function panel(page, frm) {
	const rows = page.referrals || [];
	if (page.depth !== "full") return "";
	const consent = page.sharing?.may_record && !has_consent(page) ? no_consent_html() : "";
	const refer = page.facts.ended || !frappe.model.can_create("Referral") ? "" : show.button("find_service", __("Find a service and refer"));
	if (!rows.length && !refer) return "";
	const body = rows.length ? `<ul class="cfm-follow-ups">${rows.map(row_html).join("")}</ul>` : show.nothing(__("Nobody else has been asked to help."));
	return show.panel(__("Referrals"), (refer && consent) + body, refer);
}

const has_consent = (page) => page.sharing.consents.some((consent) => consent.purpose === "share for referral" && consent.state === "valid");

// The button is that of sharing_panel.js.
const no_consent_html = () =>
	`<p class="cfm-notice">${__("Nobody outside is asked without the person's consent.")} ${show.button("record_consent", __("Record consent"))}</p>`;

function row_html(row) {
	const to = row.service_title || row.provider_title || row.type_title;
	const details = [row.service_title && row.provider_title, row.due_on && !row.received_confirmed_on && __("answer due {0}", [show.moment(row.due_on)]), row.decline_reason && show.escape(__(row.decline_reason))];
	return `<li>${show.link("Referral", row.name)} <span dir="auto">${show.escape(to)}</span> ${cfm.referrals.state(row.workflow_state)} ${cfm.referrals.standing(row.standing)} ${cfm.referrals.priority(row.priority)}
		<span class="text-muted">${details.filter(Boolean).join(" · ")}</span></li>`;
}

// Makes a referral to this service: one dialog, what is missing is said before it is sent, a refusal keeps what was typed.
// `earlier`: the referral that goes another way; it ends when this one has been sent.
cfm.referrals.start = async (complaint, service, earlier = "") => {
	const chosen = (await frappe.db.get_value("CFM Service", service, ["title", "referral_criteria", "documents", "how_to_access"])).message;
	const look = () => look_what_stands_against(dialog, complaint, service);
	const dialog = new frappe.ui.Dialog({
		title: __("Refer to {0}", [chosen.title]),
		fields: [
			{ fieldname: "criteria", fieldtype: "HTML", options: criteria_html(chosen) },
			{ fieldname: "against", fieldtype: "HTML" },
			{ fieldname: "reason", label: __("Why it goes all the same"), fieldtype: "Small Text", hidden: 1, description: __("Your name, the time and this reason go into the access log.") },
			{ fieldtype: "Section Break" },
			{ fieldname: "priority", label: __("How soon"), fieldtype: "Select", options: PRIORITIES(), default: "NORMAL", reqd: 1 },
			{ fieldtype: "Column Break" },
			{ fieldname: "mode", label: __("How"), fieldtype: "Select", options: MODES(), default: "direct send", reqd: 1 },
			{ fieldtype: "Section Break" },
			{ fieldname: "service_requested", label: __("What is asked for"), fieldtype: "Small Text", reqd: 1, description: __("Shown to the receiver after it accepts.") },
			{ fieldname: "background", label: __("Background"), fieldtype: "Small Text" },
			{ fieldtype: "Section Break", label: __("More"), collapsible: 1 },
			{ fieldname: "services_received", label: __("Other help already received"), fieldtype: "Small Text" },
			{ fieldname: "access_needs", label: __("Access needs"), fieldtype: "Data", description: __("Shown before it accepts: write no name.") },
			{ fieldtype: "Column Break" },
			{ fieldname: "is_protection", label: __("About protection"), fieldtype: "Check", onchange: look },
			{ fieldname: "shares_words", label: __("What the person said goes along after acceptance"), fieldtype: "Check", onchange: look },
		],
		primary_action_label: __("Send"),
		primary_action: () => cfm.when_settled(dialog, (values) => send(dialog, complaint, service, values)),
		secondary_action_label: __("Keep as a draft"),
		secondary_action: () => cfm.when_settled(dialog, (values) => draft(dialog, complaint, service, values).then((name) => open(dialog, name))),
	});
	dialog.cfm_earlier = earlier;
	dialog.show();
	look();
};

// Says what is missing before anything is typed, with the way out beside it.
async function look_what_stands_against(dialog, complaint, service) {
	const { is_protection, shares_words } = dialog.get_values(true) || {};
	const found = await cfm.call("desk_referrals.stands_against", { complaint, service, facts: { is_protection, shares_words } });
	const box = dialog.get_field("against").$wrapper.html(against_html(found));
	box.find("[data-cfm-action=record_consent]").on("click", () =>
		cfm.sharing.record_consent({ doc: { name: complaint } }, { sharing: { agreements: [] } }, () => look_what_stands_against(dialog, complaint, service))
	);
	dialog.set_df_property("reason", "hidden", !(found.words.length && found.may_override && !found.final));
}

function against_html({ words, missing, final }) {
	const record = words.length && !final && frappe.model.can_create("CFM Consent") ? show.button("record_consent", __("Record consent")) : "";
	const lacks = missing.length ? `<p class="cfm-notice">${__("The receiver cannot answer without: {0}.", [missing.map(show.escape).join(" · ")])}</p>` : "";
	return (words.length ? `<p class="cfm-notice">${words.map(show.escape).join(" ")} ${record}</p>` : "") + lacks;
}

function criteria_html(service) {
	const part = (label, text) => (text ? `<h5>${show.escape(label)}</h5>${show.words(text)}` : "");
	const html = part(__("Criteria for a referral"), service.referral_criteria) + part(__("Documents needed"), service.documents);
	return html || `<p class="text-muted">${__("The service has written down no criteria.")}</p>`;
}

// A draft that could not be sent stays, and the next press sends that one.
async function draft(dialog, complaint, service, values) {
	if (dialog.cfm_referral) return dialog.cfm_referral;
	const { service_requested, background, services_received, reason, ...facts } = values;
	const words = { service_requested, background: background || "", services_received: services_received || "" };
	const { name } = await cfm.call("desk_referrals.start", { complaint, facts: { ...facts, service }, words, earlier: dialog.cfm_earlier }, { freeze: true });
	dialog.cfm_referral = name;
	return name;
}

async function send(dialog, complaint, service, values) {
	const name = await draft(dialog, complaint, service, values);
	await cfm.call("desk_referrals.act", { name, action: "Send", facts: { reason: values.reason || "" } }, { freeze: true });
	frappe.show_alert({ message: __("{0} is on its way.", [name]), indicator: "green" });
	open(dialog, name);
}

function open(dialog, name) {
	dialog.hide();
	frappe.set_route("Form", "Referral", name);
}

cfm.complaint.parts.push({
	box: "referrals",
	after: "work",
	html: panel,
	actions: (frm) => ({
		find_service: () => {
			const { area, sex, population_status, language, wants_woman } = frm.doc;
			cfm.services.open({ area, sex, status: population_status, language, wants_woman }, frm.doc.name);
		},
	}),
});
