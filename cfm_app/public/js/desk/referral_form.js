// The form of a referral: where it stands, who does what next, what goes along, and every step so far.
const show = cfm.show;
const IN_PANEL = ["service_requested", "background", "services_received", "access_key"];
// What only the receiver knows: the sender writes it down when she hears it.
const TOLD = ["Acknowledge", "Accept", "Decline", "Schedule", "Report as delivered"];
const OF_PERSON = ["Confirm that the service was received", "The person cannot be reached"];
const OTHERWISE = ["Transfer", "Withdraw", "Revoke", "Close"];
// What is mostly done next, by state; where a link is missing or the receiver has written, that comes first.
const NEXT = {
	Draft: "Send",
	"Consent pending": "Send",
	"Not accepted": "Transfer",
	"Service scheduled": "Confirm that the service was received",
	"Person unreachable": "Try again",
	"Service received": "Close",
};
const LABELS = () => ({ service_requested: __("What is asked for"), background: __("Background"), services_received: __("Other help already received") });
cfm.referrals.labels = LABELS;
// What the log calls what was done, as it reads afterwards.
const STEPS = () => ({
	Drafted: __("Drafted"),
	"Ask for consent": __("Waits for consent"),
	Send: __("Sent"),
	Acknowledge: __("Seen by the receiver"),
	Accept: __("Accepted"),
	Decline: __("Not accepted"),
	Schedule: __("Service scheduled"),
	"Report as delivered": __("Reported as delivered"),
	"Confirm that the service was received": __("The person confirms that the service was received"),
	"The person cannot be reached": __("Person unreachable"),
	"Try again": __("Tried again"),
	"No answer in time": __("No answer in time"),
	Transfer: __("Goes another way"),
	Withdraw: __("Withdrawn"),
	Revoke: __("Revoked"),
	Close: __("Closed"),
	"Person linked": __("Person linked"),
	"Tried to link": __("Tried to link"),
	"Asked for news": __("Asked for news"),
	"Link made": __("Link made"),
	"Links revoked": __("Links revoked"),
	"Person shown": __("Person shown"),
	"Person asked by message": __("Person asked by message whether it came"),
	"Person not asked by message": __("Person could not be asked by message"),
	"Person has not received it": __("The person says that it has not come"),
	"No more reminders": __("No more reminders: people decide now"),
	Message: __("Message"),
	Reply: __("Reply to the receiver"),
	"Message read": __("Message of the receiver read"),
});
cfm.referrals.step_name = (action) => STEPS()[action] || __(action);

// The choices of a field of Referral, without the empty one.
const options_of = (field) => frappe.meta.get_docfield("Referral", field).options.split("\n").filter(Boolean);
const as_options = (values) => values.map((value) => ({ value, label: __(value) }));
const note = (label, reqd = 0) => ({ fieldname: "note", label, fieldtype: "Small Text", reqd });
const select = (fieldname, label, values) => ({ fieldname, label, fieldtype: "Select", options: as_options(values), reqd: 1 });

// What each step asks for before it is taken; a step that is not here asks for nothing.
cfm.referrals.asks = (action) =>
	({
		Decline: [select("decline_reason", __("Why"), options_of("decline_reason")), note(__("Note"))],
		Schedule: [{ fieldname: "scheduled_on", label: __("When"), fieldtype: "Datetime", reqd: 1 }, note(__("Note"))],
		"Report as delivered": [{ fieldname: "delivered_on", label: __("Given on"), fieldtype: "Date", reqd: 1, default: frappe.datetime.get_today() }, note(__("Note"))],
		"Confirm that the service was received": [select("confirmed_by", __("How the person confirmed it"), ["call", "SMS", "WhatsApp", "in person"]), note(__("In the person's words"))],
		"The person cannot be reached": [note(__("What was tried"))],
		Revoke: [note(__("Why"), 1)],
		Close: [note(__("How it ended"), 1)],
		Withdraw: [note(__("Why"), 1)],
	}[action]);

// A day as the reader writes it, whether or not a time stands behind it.
cfm.referrals.day = (at) => (at ? `\u2066${frappe.datetime.str_to_user(String(at).slice(0, 10))}\u2069` : "");

cfm.referrals.show = async (frm) => {
	cfm.form.make_confidential(frm);
	if (frm.is_new()) return show_new(frm);
	// what was sent is told step by step; only a draft is a form
	if (frm.doc.sent_on || frm.doc.closed_on) {
		frm.disable_save();
		frm.set_read_only();
		frm.refresh_fields();
	}
	cfm.form.hide(frm, IN_PANEL);
	const name = frm.doc.name;
	// nobody presses the buttons of the referral that was open before, on a slow line
	if (frm.cfm_drawn !== name) cfm.form.first_box(frm).empty();
	frm.cfm_drawn = name;
	const page = await cfm.call("desk_referrals.referral_page", { name });
	if (frm.doc.name === name) draw(frm, page);
};

function show_new(frm) {
	frm.disable_save();
	cfm.form.first_box(frm).html(show.panel(__("A referral starts with a complaint"), show.nothing(__("Open the complaint, find a service and refer."))));
}

function draw(frm, page) {
	const reload = () => frm.reload_doc();
	const call = (method, args = {}) => cfm.call(`desk_referrals.${method}`, { name: frm.doc.name, ...args }).then(reload);
	const panels = page.words ? words_html(frm, page) + person_html(page) + cfm.referrals.links_html(frm, page) + show.panel(__("Steps"), cfm.referrals.steps_html(page.steps)) : "";
	cfm.form.first_box(frm).html(headline(frm, page) + panels);
	frm.page.clear_actions_menu();
	cfm.panels.listen(frm, {
		act: ({ step }) => (step === "Transfer" ? transfer(frm) : act(frm, page, step, reload)),
		link_person: ({ linked }) => link_person(frm, linked === "1", reload),
		ask_for_news: () => call("ask_for_news"),
		...cfm.referrals.partner_actions(frm, reload),
		rewrite: () => rewrite(frm, page, reload),
		...cfm.referrals.help_actions(frm, reload),
	});
	frm.clear_custom_buttons();
	if (page.paper.length && !page.is_self) frm.add_custom_button(__("Print the form"), () => print_form(frm, page.paper));
	if (frm.doc.service) frm.add_custom_button(__("Print for the person"), () => window.open(paper_address(frm.doc.name, "Where To Go"), "_blank", "noopener"));
}

function headline(frm, page) {
	const to = [page.titles.service_title, page.titles.provider_title].filter(Boolean).map(show.escape).join(" · ");
	const due_on = [show.moment(frm.doc.due_on)];
	const due_words = page.is_self ? __("ask her on {0}", due_on) : __("answer due {0}", due_on);
	const due = frm.doc.due_on && !frm.doc.answered_on ? `<p>${due_words}</p>` : "";
	const days = [
		[__("The person gets the service on"), frm.doc.scheduled_on],
		[__("The service was given on"), frm.doc.delivered_on],
	].map(([label, at]) => (at ? `<p>${show.escape(label)} ${show.escape(cfm.referrals.day(at))}</p>` : "")).join("");
	const earlier = frm.doc.earlier_referral ? `<p>${__("Instead of {0}", [show.link("Referral", frm.doc.earlier_referral)])}</p>` : "";
	const missing = page.missing?.length ? `<p class="cfm-notice">${__("The receiver cannot answer without: {0}.", [page.missing.map(show.escape).join(" · ")])}</p>` : "";
	return `<div class="cfm-overview"><div class="cfm-overview-head"><span class="cfm-reference-large" dir="ltr">${show.escape(frm.doc.name)}</span>
		${cfm.referrals.state(frm.doc.workflow_state)}${page.is_self ? show.pill(__("the person goes herself"), "gray") : ""}${cfm.referrals.standing(page.standing)}</div>
		<p class="cfm-headline"><span dir="auto">${to}</span> · ${show.link("Complaint", frm.doc.complaint)}</p>${due}${days}${cfm.referrals.help_words(frm)}${earlier}${missing}${cfm.referrals.question_html(frm, page)}
		${buttons_html(frm, page)}</div>`;
}

// What to do next stands first; what others said and what ends it each in a row of its own.
function buttons_html(frm, page) {
	const actions = page.actions || [];
	if (!actions.length) return "";
	const named = (action) => (page.is_self && action === "Decline" ? __("She was turned away") : __(action));
	const kind = (action) => (action === NEXT[frm.doc.workflow_state] && !frm.doc.receiver_asked_on ? "primary" : "default");
	const step = (action) => show.button("act", named(action), kind(action), `data-step="${show.escape(action)}"`);
	const of = (names) => actions.filter((action) => names.includes(action)).map(step).join("");
	const own = actions.filter((action) => ![...TOLD, ...OF_PERSON, ...OTHERWISE].includes(action)).map(step).join("");
	const rows = [
		["", cfm.referrals.first_link(frm, page) + own + news_button(frm, page) + link_buttons(frm, page)],
		[page.is_self ? __("What the person told me:") : __("What the receiver told me:"), of(TOLD)],
		[page.is_self ? "" : __("What the person told me:"), of(OF_PERSON) + cfm.referrals.help_buttons(page)],
		[__("It goes another way, or ends:"), of(OTHERWISE)],
	];
	return rows.map(([words, buttons]) => buttons && `${words && `<p class="cfm-buttons-of text-muted">${words}</p>`}<div class="cfm-answer-buttons">${buttons}</div>`).join("");
}

const news_button = (_frm, { may_link }) => (may_link ? show.button("ask_for_news", __("Ask for news")) : "");

function link_buttons({ doc }, { standing, may_link }) {
	if (!may_link || doc.linked_on) return "";
	const kind = standing.reason === "not_linked" ? "primary" : "default";
	return show.button("link_person", __("The person is linked"), kind, 'data-linked="1"') + show.button("link_person", __("Tried, not reached"), "default", 'data-linked="0"');
}

function words_html(frm, page) {
	if (page.is_self) return page.words.service_requested ? show.panel(__("Note"), show.words(page.words.service_requested)) : "";
	const parts = Object.entries(LABELS()).map(([field, label]) => (page.words[field] ? `<h5>${label}</h5>${show.words(page.words[field])}` : ""));
	const change = frm.doc.sent_on || !page.actions.length ? "" : show.button("rewrite", __("Change"), "link");
	return show.panel(__("What goes along after acceptance"), parts.join("") || show.nothing(__("Nothing is written.")), change);
}

const person_html = ({ person, person_hidden }) => {
	const hidden = person_hidden ? show.nothing(__("It is written down, and hidden from you as the name is.")) : "";
	const about = cfm.referrals.about_html(person) || hidden;
	return about && show.panel(__("More about the person"), about);
};

// What goes along beyond name and number.
cfm.referrals.about_html = (about) => {
	const rows = cfm.referrals.person_fields().filter(({ fieldname }) => about[fieldname]);
	const fact = ({ fieldname, label }) => `<div><dt>${show.escape(label)}</dt><dd><bdi>${show.escape(__(about[fieldname]))}</bdi></dd></div>`;
	return rows.length ? `<dl class="cfm-facts">${rows.map(fact).join("")}</dl>` : "";
};

cfm.referrals.steps_html = (steps) =>
	`<ul class="cfm-follow-ups">${steps
		.map(
			(step) => `<li>${show.moment(step.at)} · <strong>${show.escape(cfm.referrals.step_name(step.action))}</strong>
			<span class="text-muted"><span dir="auto">${show.escape(__(step.by_name))}</span> ${show.escape(__(step.detail || ""))}</span>${step.note ? show.words(step.note) : ""}</li>`
		)
		.join("")}</ul>`;

function act(frm, page, action, reload) {
	const send = ({ note = "", ...facts } = {}) => cfm.call("desk_referrals.act", { name: frm.doc.name, action, facts, note }, { freeze: true });
	const fields = cfm.referrals.asks(action) || (action === "Send" && page.may_override ? override_fields() : TOLD.includes(action) ? [note(__("Who said it, and how"))] : null);
	if (!fields) return send().then(reload);
	return cfm.complaint.ask(__(action), fields, __(action), send, reload);
}

const override_fields = () => [
	{
		fieldname: "reason",
		label: __("Only if consent or agreement is missing: why it goes all the same"),
		fieldtype: "Small Text",
		description: __("If a life or the best interest of a child asks for it, write why."),
	},
];

// Another way is looked for with what this one knows; this one ends when the other has been sent.
function transfer(frm) {
	const { service_type, area, language, complaint, name } = frm.doc;
	cfm.services.open({ service_type, area, language }, complaint, name);
}

function link_person(frm, linked, reload) {
	const send = ({ note: words }) => cfm.call("desk_referrals.link_person", { name: frm.doc.name, linked, note: words || "" });
	cfm.complaint.ask(linked ? __("The person is linked") : __("Tried, not reached"), [note(__("Note"))], __("Record"), send, reload);
}

function rewrite(frm, page, reload) {
	const fields = Object.entries(LABELS()).map(([fieldname, label]) => ({ fieldname, label, fieldtype: "Small Text", default: page.words[fieldname] }));
	const about = [{ fieldtype: "Section Break", label: __("More about the person"), collapsible: 1 }, ...cfm.referrals.person_fields(page.person)];
	const save = (values) => {
		const { person, rest } = cfm.referrals.split_person(values);
		return cfm.call("desk_referrals.rewrite", { name: frm.doc.name, words: rest, person });
	};
	cfm.complaint.ask(__("What goes along after acceptance"), [...fields, ...about], __("Save"), save, reload);
}

function print_form(frm, languages) {
	const [first] = languages;
	const words = __("A sheet in the person's language follows. Printing is logged; after acceptance the form names the person.");
	const field = { fieldname: "language", label: __("Language"), fieldtype: "Select", options: languages, default: first.value, reqd: 1, description: words };
	frappe.prompt([field], ({ language }) => window.open(paper_address(frm.doc.name, "Referral Form", language), "_blank", "noopener"), __("Print the form"), __("Print"));
}

const paper_address = (name, format, language = "") =>
	`/printview?${new URLSearchParams({ doctype: "Referral", name, format, no_letterhead: 1, ...(language && { _lang: language }) })}`;
