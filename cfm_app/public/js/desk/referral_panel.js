// The referrals of a complaint: how far each one is, step by step, and the button that makes another.
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
const PRIORITY_COLORS = { EMERG: "red", URGENT: "orange" };

cfm.referrals.SELF = "information for self-referral";
cfm.referrals.state_color = (state) => STATE_COLORS[state] || "gray";
cfm.referrals.state = (state) => show.pill(__(state), cfm.referrals.state_color(state));
cfm.referrals.priorities = PRIORITIES;
cfm.referrals.priority = (code) => show.pill(PRIORITIES().find((priority) => priority.value === code)?.label || code, PRIORITY_COLORS[code] || "gray");

// How it stands in one pill, and why it is red.
cfm.referrals.standing = ({ word, reason, asks }) => {
	const words = { not_received: __("the person says it has not come"), not_linked: __("not linked yet"), late: __("no answer in time"), ask_person: __("ask the person now") };
	const stands = word === "on track" ? "" : show.pill(words[reason] || __(word), STANDING_COLORS[word]);
	return stands + (asks ? cfm.referrals.has_written() : "");
};
cfm.referrals.has_written = () => show.pill(__("the receiver has written"), "orange");

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
	const details = [row.service_title && row.provider_title, due_words(row), row.decline_reason && show.escape(__(row.decline_reason))];
	return `<li>${show.link("Referral", row.name)} <span dir="auto">${show.escape(to)}</span> ${cfm.referrals.state(row.workflow_state)} ${cfm.referrals.standing(row.standing)} ${cfm.referrals.priority(row.priority)}${row.mode === cfm.referrals.SELF ? show.pill(__("the person goes herself"), "gray") : ""}
		<span class="text-muted">${details.filter(Boolean).join(" · ")}</span>
		${show.button("referral_steps", __("Steps"), "link", `data-referral="${show.escape(row.name)}" aria-expanded="false"`)}${track_html(row)}<div class="cfm-referral-steps"></div></li>`;
}

function due_words(row) {
	if (!row.due_on || row.answered_on || row.received_confirmed_on) return "";
	const on = [show.moment(row.due_on)];
	return row.mode === cfm.referrals.SELF ? __("ask her on {0}", on) : __("answer due {0}", on);
}

// Every step that was reached, in the order of the work, each in words and with its day.
function track_html(row) {
	const reached = [
		[row.mode === cfm.referrals.SELF ? __("told the person") : __("sent"), row.sent_on],
		[__("seen"), row.acknowledged_on],
		[row.decline_reason ? __("not accepted") : __("accepted"), row.answered_on],
		[__("scheduled"), row.scheduled_on],
		[__("reminded"), row.last_chased_on],
		[__("delivered"), row.delivered_on],
		[__("confirmed by the person"), row.received_confirmed_on],
		[__("ended"), row.closed_on],
	].filter(([, at]) => at);
	const items = reached.map(([label, at]) => `<li>${show.escape(label)} <span class="text-muted">${show.moment(at)}</span></li>`);
	return items.length ? `<ol class="cfm-referral-track">${items.join("")}</ol>` : "";
}

// Opens and closes the steps below a referral; their words are asked for only then, and looking is logged.
async function toggle_steps(frm, name) {
	const button = frm.$wrapper.find(`[data-cfm-action=referral_steps][data-referral="${name}"]`);
	const open = button.attr("aria-expanded") === "true";
	button.attr("aria-expanded", String(!open));
	const box = button.siblings(".cfm-referral-steps");
	box.html(open ? "" : cfm.referrals.steps_html(await cfm.call("desk_referrals.steps", { name })));
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
		referral_steps: ({ referral }) => toggle_steps(frm, referral),
	}),
});
