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

cfm.referrals.state = (state) => show.pill(__(state), STATE_COLORS[state] || "gray");

// How it stands in one pill, and why it is red.
cfm.referrals.standing = ({ word, reason }) => {
	const words = { not_linked: __("not linked yet"), late: __("no answer in time") };
	return word === "on track" ? "" : show.pill(words[reason] || __(word), STANDING_COLORS[word]);
};

function panel(page, frm) {
	const rows = page.referrals || [];
	if (page.depth !== "full") return "";
	const refer = page.facts.ended || !frappe.model.can_create("Referral") ? "" : show.button("find_service", __("Find a service and refer"));
	if (!rows.length && !refer) return "";
	const body = rows.length ? `<ul class="cfm-follow-ups">${rows.map(row_html).join("")}</ul>` : show.nothing(__("Nobody else has been asked to help."));
	return show.panel(__("Referrals"), body, refer);
}

function row_html(row) {
	const to = row.service_title || row.provider_title || row.type_title;
	const details = [row.service_title && row.provider_title, row.due_on && !row.received_confirmed_on && __("answer due {0}", [show.moment(row.due_on)]), row.decline_reason && show.escape(__(row.decline_reason))];
	return `<li>${show.link("Referral", row.name)} <span dir="auto">${show.escape(to)}</span> ${cfm.referrals.state(row.workflow_state)} ${cfm.referrals.standing(row.standing)}
		<span class="text-muted">${details.filter(Boolean).join(" · ")}</span></li>`;
}

// Makes a referral to this service: one dialog, what is missing is said before it is sent, a refusal keeps what was typed.
cfm.referrals.start = async (complaint, service) => {
	const chosen = (await frappe.db.get_value("CFM Service", service, ["title", "referral_criteria", "documents", "how_to_access"])).message;
	const dialog = new frappe.ui.Dialog({
		title: __("Refer to {0}", [chosen.title]),
		fields: [
			{ fieldname: "criteria", fieldtype: "HTML", options: criteria_html(chosen) },
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
			{ fieldname: "is_protection", label: __("About protection"), fieldtype: "Check" },
			{ fieldname: "shares_words", label: __("What the person said goes along after acceptance"), fieldtype: "Check" },
		],
		primary_action_label: __("Send"),
		primary_action: () => cfm.when_settled(dialog, (values) => send(dialog, complaint, service, values)),
		secondary_action_label: __("Keep as a draft"),
		secondary_action: () => cfm.when_settled(dialog, (values) => draft(dialog, complaint, service, values).then((name) => open(dialog, name))),
	});
	dialog.show();
};

function criteria_html(service) {
	const part = (label, text) => (text ? `<h5>${show.escape(label)}</h5>${show.words(text)}` : "");
	const html = part(__("Criteria for a referral"), service.referral_criteria) + part(__("Documents needed"), service.documents);
	return html || `<p class="text-muted">${__("The service has written down no criteria.")}</p>`;
}

// A draft that could not be sent stays, and the next press sends that one.
async function draft(dialog, complaint, service, values) {
	if (dialog.cfm_referral) return dialog.cfm_referral;
	const { service_requested, background, services_received, ...facts } = values;
	const words = { service_requested, background: background || "", services_received: services_received || "" };
	const { name } = await cfm.call("desk_referrals.start", { complaint, facts: { ...facts, service }, words }, { freeze: true });
	dialog.cfm_referral = name;
	return name;
}

async function send(dialog, complaint, service, values) {
	const name = await draft(dialog, complaint, service, values);
	await cfm.call("desk_referrals.act", { name, action: "Send" }, { freeze: true });
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
