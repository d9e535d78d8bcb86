// Makes a referral to a service in one dialog: what it asks for and what is missing stands there before anything is sent.
const show = cfm.show;
const MODES = () => [
	{ value: "direct send", label: __("send it") },
	{ value: "warm handover", label: __("bring the person and the focal point together") },
	{ value: cfm.referrals.SELF, label: __("tell the person where to go") },
];
// The codes of rules/access_needs.py: the receiver sees them before it accepts.
const ACCESS_NEEDS = () =>
	[
		["ramp", __("a ramp, no steps")],
		["sign language", __("sign language")],
		["interpreter", __("an interpreter")],
		["transport", __("transport")],
		["companion", __("somebody who comes along")],
		["home visit", __("a visit at home")],
		["large print", __("large print")],
	].map(([value, label]) => ({ value, label }));
const yes_no = () => ["", "yes", "no"].map((value) => ({ value, label: value && __(value) }));
const alone = () => ["", "no", "separated", "unaccompanied"].map((value) => ({ value, label: value && __(value) }));

// What some receivers must know beyond name and number: the fields of handling/referral_identity.py.
cfm.referrals.person_fields = (known = {}) =>
	[
		{ fieldname: "birth_date", label: __("Date of birth"), fieldtype: "Data" },
		{ fieldname: "nationality", label: __("Nationality"), fieldtype: "Data" },
		{ fieldname: "identity_number", label: __("Number of the identity paper"), fieldtype: "Data" },
		{ fieldname: "address", label: __("Where the person lives"), fieldtype: "Data" },
		{ fieldname: "household_size", label: __("People in the household"), fieldtype: "Data" },
		{ fieldtype: "Column Break" },
		{ fieldname: "caregiver", label: __("Caregiver, and relation to the child"), fieldtype: "Data", description: __("Only about a child.") },
		{ fieldname: "caregiver_informed", label: __("Has the caregiver been informed?"), fieldtype: "Select", options: yes_no() },
		{ fieldname: "child_is_alone", label: __("Separated or unaccompanied?"), fieldtype: "Select", options: alone() },
	].map((field) => ({ ...field, default: known[field.fieldname] }));

// Takes the answers about the person out of what a dialog holds: {person, rest}.
cfm.referrals.split_person = (values) => {
	const names = cfm.referrals.person_fields().map((field) => field.fieldname);
	const pick = (wanted) => Object.fromEntries(Object.entries(values).filter(([name, value]) => names.includes(name) === wanted && (!wanted || value)));
	return { person: pick(true), rest: pick(false) };
};

// Makes a referral to this service: one dialog, what is missing is said before it is sent, a refusal keeps what was typed.
// `earlier`: the referral that goes another way; it ends when this one has been sent.
cfm.referrals.start = async (complaint, service, earlier = "") => {
	const chosen = (await frappe.db.get_value("CFM Service", service, ["title", "referral_criteria"])).message;
	const asked = (await asked_already(complaint))[service];
	const look = () => look_what_stands_against(dialog, complaint, service);
	const choose_mode = () => show_mode(dialog, look);
	const dialog = new frappe.ui.Dialog({
		title: __("Refer to {0}", [show.escape(chosen.title)]),  // the platform draws titles as HTML
		fields: [
			{ fieldname: "asked", fieldtype: "HTML", options: asked && asked !== earlier ? asked_html(asked) : "" },
			{ fieldname: "criteria", fieldtype: "HTML", options: criteria_html(chosen) },
			{ fieldname: "tell", fieldtype: "HTML" },
			{ fieldname: "against", fieldtype: "HTML" },
			{ fieldname: "reason", label: __("Why it goes all the same"), fieldtype: "Small Text", hidden: 1, description: __("Your name, the time and this reason go into the access log.") },
			{ fieldtype: "Section Break" },
			{ fieldname: "priority", label: __("How soon"), fieldtype: "Select", options: cfm.referrals.priorities(), default: "NORMAL", reqd: 1 },
			{ fieldtype: "Column Break" },
			{ fieldname: "mode", label: __("How"), fieldtype: "Select", options: MODES(), default: "direct send", reqd: 1, onchange: choose_mode },
			{ fieldtype: "Section Break" },
			{ fieldname: "service_requested", label: __("What is asked for"), fieldtype: "Small Text", reqd: 1, description: __("Shown to the receiver after it accepts.") },
			{ fieldname: "background", label: __("Background"), fieldtype: "Small Text" },
			{ fieldtype: "Section Break", fieldname: "about_person", label: __("More about the person"), collapsible: 1, description: __("Only what this receiver needs. It goes along after acceptance, while consent covers it.") },
			...cfm.referrals.person_fields(),
			{ fieldtype: "Section Break", fieldname: "more", label: __("More"), collapsible: 1 },
			{ fieldname: "services_received", label: __("Other help already received"), fieldtype: "Small Text" },
			{ fieldname: "access_needs", label: __("Access needs"), fieldtype: "MultiCheck", columns: 2, options: ACCESS_NEEDS() },
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

const asked_already = (complaint) => cfm.call("desk_referrals.asked_already", { complaint });
const asked_html = (referral) => `<p class="cfm-notice">${__("{0} asks this service already. Look at it first.", [elsewhere(referral)])}</p>`;
// In a tab of its own: what stands in the dialog is kept.
const elsewhere = (referral) => `<a class="cfm-reference" href="/app/referral/${encodeURIComponent(referral)}" target="_blank" rel="noopener">${show.escape(referral)}</a>`;

// Marks what was found where this complaint asks already, before somebody asks there again.
cfm.referrals.mark_asked = async (found, complaint) => {
	if (!complaint || !frappe.model.can_read("Referral")) return;
	for (const [service, referral] of Object.entries(await asked_already(complaint))) {
		const button = found.find("[data-cfm-action=refer]").filter((_at, each) => each.dataset.service === service);
		button.removeClass("btn-primary").addClass("btn-default").before(`<span class="cfm-row-pills">${show.pill(__("already asked"), "orange")} ${elsewhere(referral)}</span>`);
	}
};

// Says what is missing before anything is typed, with the way out beside it.
async function look_what_stands_against(dialog, complaint, service) {
	const { is_protection, shares_words, mode } = dialog.get_values(true) || {};
	const found = await cfm.call("desk_referrals.stands_against", { complaint, service, facts: { is_protection, shares_words, mode } });
	dialog.get_field("tell").$wrapper.html(tell_html(found.tell));
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
	const criteria = service.referral_criteria ? show.words(service.referral_criteria) : `<p class="text-muted">${__("The service has written down no criteria.")}</p>`;
	return `<h5>${__("Criteria for a referral")}</h5>${criteria}`;
}

// What the person needs to hear to get there: read aloud, or print it when the referral stands.
function tell_html(rows) {
	const facts = rows.map(([label, text]) => `<div><dt>${show.escape(label)}</dt><dd>${show.words(text)}</dd></div>`);
	return `<h5>${__("Tell the person")}</h5><dl class="cfm-facts">${facts.join("")}</dl>`;
}

// Who goes there herself is told where, and nothing about her is sent: nothing more needs to be written.
function show_mode(dialog, look) {
	const is_self = dialog.get_value("mode") === cfm.referrals.SELF;
	for (const field of ["background", "about_person", "more"]) dialog.set_df_property(field, "hidden", is_self ? 1 : 0);
	dialog.set_df_property("service_requested", "reqd", is_self ? 0 : 1);
	dialog.set_df_property("service_requested", "label", is_self ? __("Note") : __("What is asked for"));
	dialog.set_df_property("service_requested", "description", is_self ? __("For ourselves. Nothing is sent.") : __("Shown to the receiver after it accepts."));
	dialog.set_df_property("priority", "label", is_self ? __("Ask her whether she got there") : __("How soon"));
	dialog.get_primary_btn().html(is_self ? __("I have told the person") : __("Send"));
	look();
}

// A draft that could not be sent stays, and the next press sends that one.
async function draft(dialog, complaint, service, values) {
	if (dialog.cfm_referral) return dialog.cfm_referral;
	const { person, rest } = cfm.referrals.split_person(values);
	const { service_requested, background, services_received, reason, access_needs, ...facts } = rest;
	facts.access_needs = (access_needs || []).join(", ");
	const words = { service_requested: service_requested || "", background: background || "", services_received: services_received || "" };
	const { name } = await cfm.call("desk_referrals.start", { complaint, facts: { ...facts, service }, words, person, earlier: dialog.cfm_earlier }, { freeze: true });
	dialog.cfm_referral = name;
	return name;
}

async function send(dialog, complaint, service, values) {
	const name = await draft(dialog, complaint, service, values);
	const sending = cfm.call("desk_referrals.act", { name, action: "Send", facts: { reason: values.reason || "" } }, { freeze: true });
	sending.catch(() => frappe.show_alert({ message: __("{0} was not sent. It is kept as a draft.", [name]), indicator: "orange" }));
	await sending;
	const said = values.mode === cfm.referrals.SELF ? __("{0} is written down. You are told when to ask her.", [name]) : __("{0} is on its way.", [name]);
	frappe.show_alert({ message: said, indicator: "green" });
	open(dialog, name);
}

function open(dialog, name) {
	dialog.hide();
	frappe.set_route("Form", "Referral", name);
}

