// The form of a message to many: what goes out, to how many, and the next step. Nobody is named.
frappe.provide("cfm.broadcast");

const COLORS = { Draft: "gray", Asked: "orange", Approved: "blue", Running: "blue", Paused: "orange", Done: "green", Cancelled: "gray" };
const SHOWN_IN_OVERVIEW = ["state", "asked_by", "asked_on", "approved_by", "approved_on", "paused_because", "numbers", "numbers_2", "held_back", "held_back_2"];
const STEP_WORDS = () => ({
	ask: [__("Ask for approval"), __("Who gets it is written down now, and somebody else looks at it.")],
	send_back: [__("Back to draft"), __("It becomes a draft again. Who would have got it is forgotten.")],
	pause: [__("Pause"), __("Nothing more is handed over. What is on its way still arrives.")],
	resume: [__("Go on"), __("It goes on where it stopped.")],
	cancel: [__("Cancel it"), __("Who has not got it yet does not get it any more. This cannot be undone.")],
});
const HINDRANCES = () => ({
	sending_off: __("Sending is switched off in the settings of messages."),
	budget: __("The budget of today is used up. It goes on tomorrow."),
	too_early: __("It waits for its time."),
});
const PAUSED_BECAUSE = () => ({
	person: __("Somebody has paused it."),
	wording_changed: __("Paused: the words have changed since they were approved."),
	cannot_queue: __("Paused: the message could not be put together. Look at its words and its line."),
});

cfm.broadcast.color = (state) => COLORS[state] || "gray";

cfm.broadcast.listen = (frm) =>
	frappe.realtime.on("cfm_broadcast", ({ name }) => {
		if (frm.doc.name === name && !frm.is_dirty()) frm.reload_doc();
	});

cfm.broadcast.show = async (frm) => {
	frm.clear_custom_buttons();
	cfm.broadcast.offer_messages(frm);
	const is_plan = ["Draft", "Asked", "Approved"].includes(frm.doc.state);
	const fixed = ["line", "template_key", "area", "project", "language", "written_since", "start_on", "per_minute"];
	fixed.forEach((field) => frm.set_df_property(field, "read_only", is_plan ? 0 : 1));
	cfm.form.hide(frm, SHOWN_IN_OVERVIEW);
	const box = frm.get_field("overview").$wrapper;
	if (frm.is_new()) return box.html(`<p class="cfm-hint">${hint()}</p>`);
	const name = frm.doc.name;
	const page = await cfm.call("desk_broadcast.broadcast_page", { name });
	if (frm.doc.name !== name) return;
	box.html(overview(frm.doc, page));
	if (!frm.is_dirty()) add_buttons(frm, page);
};

cfm.broadcast.offer_messages = async (frm) => {
	if (!frm.doc.line || !frappe.model.can_create("CFM Broadcast")) return;
	frm.get_field("template_key").set_data(await cfm.call("desk_broadcast.choices", { line: frm.doc.line }));
};

function hint() {
	return __(
		"It goes to people who agreed to information messages, by place, project and language of their ordinary contacts. Nobody is chosen by what they complained about, and you never see who they are."
	);
}

function overview(doc, page) {
	const state = `<div class="cfm-overview-head">${cfm.show.pill(__(doc.state), cfm.broadcast.color(doc.state))} ${who(doc, page)}</div>`;
	return `<div class="cfm-overview">${state}${notice(doc, page)}${counts(doc)}${held_back(doc)}</div>${words(page)}`;
}

function who(doc, page) {
	const line = (text, name, at) =>
		name ? `<span class="text-muted">${text.replace("{0}", `<bdi>${cfm.show.escape(name)}</bdi>`)} ${cfm.show.moment(at)}</span>` : "";
	return [
		line(__("Asked by {0}"), page.asked_by_name, doc.asked_on),
		line(__("Approved by {0}"), page.approved_by_name, doc.approved_on),
	]
		.filter(Boolean)
		.join(" · ");
}

function notice(doc, page) {
	const text = HINDRANCES()[page.hindrance] || (doc.state === "Paused" && PAUSED_BECAUSE()[doc.paused_because]);
	return text ? `<p class="cfm-hint">${cfm.show.escape(text)}</p>` : "";
}

function counts(doc) {
	if (!doc.people) return "";
	const card = (label, number) =>
		`<div class="cfm-count"><strong dir="ltr">${cfm.show.escape(number || "0")}</strong>${cfm.show.escape(label)}</div>`;
	const asked = [card(__("People"), doc.people), card(__("Parts"), doc.parts)];
	if (doc.estimate) asked.push(card(__("Estimated cost"), doc.estimate));
	const outcomes = [
		card(__("Waiting"), doc.waiting),
		card(__("On its way"), doc.sent),
		card(__("Delivered"), doc.delivered),
		card(__("Failed"), doc.failed),
		card(__("Not sent"), doc.blocked),
		card(__("Replies"), doc.replies),
	];
	return `<div class="cfm-counts">${[...asked, ...(["Draft", "Asked"].includes(doc.state) ? [] : outcomes)].join("")}</div>`;
}

function held_back(doc) {
	const parts = [
		[__("asked us to stop, or messages are not safe for them"), doc.held_stopped],
		[__("cannot be reached any more"), doc.held_unreachable],
		[__("in a country we do not write to"), doc.held_foreign],
		[__("no words in their language"), doc.held_unworded],
	].filter(([, number]) => number && number !== "0");
	if (!parts.length) return "";
	const rows = parts.map(([text, number]) => `<bdi dir="ltr">${cfm.show.escape(number)}</bdi> ${cfm.show.escape(text)}`);
	return `<p class="text-muted">${__("Left out:")} ${rows.join(" · ")}</p>`;
}

function words(page) {
	const rows = page.words.map(
		(row) =>
			`<div class="cfm-row"><span class="text-muted">${cfm.show.escape(row.language)}</span><span class="cfm-words" dir="${row.direction}">${cfm.show.escape(row.body)}</span>
			<span class="cfm-row-end text-muted">${__("Parts: {0}", [String(row.parts)])}</span></div>`
	);
	const none = cfm.show.nothing(__("There are no reviewed words for this message yet."));
	return cfm.show.panel(__("What people get"), rows.length ? `<div class="cfm-rows">${rows.join("")}</div>` : none);
}

function add_buttons(frm, page) {
	const { name } = frm.doc;
	const reload = () => frm.reload_doc();
	if (page.steps.includes("approve")) {
		const approve = () => cfm.call("desk_broadcast.approve", { name, seen: page.seen }).then(reload);
		const question = __("Have you read the words, and is the number of people right? After this it goes out.");
		frm.add_custom_button(__("Approve"), () => frappe.confirm(question, approve)).addClass("btn-primary");
	}
	for (const [step, [label, question]] of Object.entries(STEP_WORDS())) {
		if (!page.steps.includes(step)) continue;
		const take = () => cfm.call("desk_broadcast.take_step", { name, step }, { freeze: true }).then(reload);
		const button = frm.add_custom_button(label, () => frappe.confirm(question, take));
		if (step === "ask") button.addClass("btn-primary");
	}
}
