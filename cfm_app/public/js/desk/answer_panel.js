// The answer to the person: talking points, approval, attempts, and what reached her.
frappe.provide("cfm.answer");

const show = cfm.show;
const ENDED = ["Delivered", "Could not respond"];
const COLORS = { Draft: "orange", Approved: "blue", Sent: "blue", Delivered: "green", "Could not respond": "gray" };
const MESSAGE_CHANNELS = ["SMS", "WHATSAPP", "MESSENGER", "EMAIL"];
const GIVE_UP = ["no contact given", "not safe to contact", "unreachable", "person declined", "person died", "answered to the group"];

cfm.answer.panel = (page) => {
	const responses = page.responses || [];
	const open = responses.find((response) => !ENDED.includes(response.state));
	const buttons =
		open || page.facts.ended || !frappe.model.can_create("CFM Response")
			? ""
			: show.button("prepare_answer", __("Write the answer"), "primary");
	const body = responses.map((response) => response_html(response, page)).join("");
	return show.panel(__("The answer"), body || show.nothing(__("No answer yet.")), buttons);
};

function response_html(response, page) {
	const facts = [
		response.channel && __("by {0}", [show.escape(response.channel_title)]),
		response.prepared_by && __("written by {0}", [show.escape(response.prepared_by_name)]),
		response.approved_by && __("approved by {0}", [show.escape(response.approved_by_name)]),
		response.attempts && __("{0} attempts", [response.attempts]),
		response.understood && __("understood: {0}", [__(response.understood)]),
		response.not_delivered_reason && __(response.not_delivered_reason),
	].filter(Boolean);
	return `<article class="cfm-answer"><div>${show.pill(__(response.state), COLORS[response.state])}
		<span class="text-muted">${facts.join(" · ")}</span></div>
		${response.talking_points ? `<h5>${__("Talking points")}</h5>${show.words(response.talking_points)}` : ""}
		${response.answer ? `<h5>${__("Answer to the person")}</h5>${show.words(response.answer)}` : ""}
		<div class="cfm-answer-buttons">${buttons_of(response, page)}</div></article>`;
}

function buttons_of(response, page) {
	if (ENDED.includes(response.state) || !frappe.model.can_write("CFM Response")) return "";
	const data = `data-response="${show.escape(response.name)}"`;
	const waits = page.needs_approval && !response.approved_by;
	const mine = response.prepared_by === frappe.session.user;
	return [
		waits && mine ? `<span class="cfm-hint">${__("Waits for somebody else to approve it.")}</span>` : "",
		waits && !mine ? show.button("approve", __("Approve"), "primary", data) : "",
		waits || !page_shows(response) ? "" : show.button("put_on_page", __("Show it on the tracking page"), "primary", data),
		waits || !message_tells(response) ? "" : show.button("announce", __("Say by message that it is ready"), "primary", data),
		waits || page_shows(response) ? "" : show.button("attempt", __("Record an attempt"), "primary", data),
		show.button("rewrite", __("Change the words"), "default", data),
		show.button("give_up", __("Could not respond"), "default", data),
	].join("");
}

// An answer by web waits on the tracking page until the person opens it.
function page_shows(response) {
	return response.channel === "WEB" && response.state !== "Sent";
}

// By message nobody is told what the answer is, only that it is ready; it is given when the person calls or looks.
function message_tells(response) {
	return MESSAGE_CHANNELS.includes(response.channel) && response.state !== "Sent";
}

cfm.answer.actions = (frm, page, reload) => ({
	prepare_answer: () => write(frm, page, reload),
	rewrite: ({ response }) => write(frm, page, reload, find(page, response)),
	approve: ({ response }) => approve(frm, page, reload, find(page, response)),
	attempt: ({ response }) => attempt(reload, response),
	put_on_page: ({ response }) =>
		cfm.call("desk_answers.attempt", { response, reached: "0" }, { freeze: true }).then(reload),
	announce: ({ response }) => cfm.call("desk_messages.announce_answer", { response }, { freeze: true }).then(reload),
	give_up: ({ response }) => give_up(reload, response),
});

function find(page, name) {
	return page.responses.find((response) => response.name === name);
}

function write(frm, page, reload, response) {
	const fields = [
		{
			fieldname: "talking_points",
			label: __("Talking points"),
			fieldtype: "Small Text",
			default: response?.talking_points,
			description: page.needs_approval ? __("At this level somebody else approves them before the answer goes out.") : "",
		},
		{ fieldname: "answer", label: __("Answer to the person"), fieldtype: "Text", default: response?.answer },
	];
	if (!response) {
		fields.push(
			{ fieldtype: "Section Break" },
			{ fieldname: "channel", label: __("Channel"), fieldtype: "Link", options: "CFM Channel", only_select: 1, default: frm.doc.channel },
			{ fieldtype: "Column Break" },
			{ fieldname: "language", label: __("Language"), fieldtype: "Link", options: "Language", only_select: 1, default: frm.doc.language }
		);
	}
	const send = (values) => {
		const words = { answer: values.answer || "", talking_points: values.talking_points || "" };
		return response
			? cfm.call("desk_answers.rewrite", { response: response.name, ...words })
			: cfm.call("desk_answers.prepare_answer", { name: frm.doc.name, ...words, channel: values.channel, language: values.language });
	};
	cfm.complaint.ask(__("The answer"), fields, __("Save"), send, reload);
}

function approve(frm, page, reload, response) {
	const part = (title, text) => (text ? `<h5>${title}</h5>${show.words(text)}` : "");
	const words =
		part(__("Talking points"), response.talking_points) + part(__("Answer to the person"), response.answer);
	frappe.confirm(`<p>${__("Approve these words?")}</p>${words}`, () =>
		cfm.call("desk_answers.approve", { response: response.name, seen: response.modified }).then(reload)
	);
}

function attempt(reload, response) {
	cfm.complaint.ask(
		__("Record an attempt"),
		[
			{
				fieldname: "reached",
				label: __("Was the person reached?"),
				fieldtype: "Select",
				options: [
					{ value: "1", label: __("Yes, they have the answer") },
					{ value: "0", label: __("No, not this time") },
				],
				reqd: 1,
				default: "1",
			},
			{
				fieldname: "understood",
				label: __("Was the answer understood?"),
				fieldtype: "Select",
				options: ["yes", "partly", "no", "not asked"].map((value) => ({ value, label: __(value) })),
				default: "yes",
				depends_on: "eval:doc.reached === '1'",
			},
			{ fieldname: "note", label: __("Note"), fieldtype: "Small Text" },
		],
		__("Record"),
		(values) =>
			cfm.call("desk_answers.attempt", {
				response,
				reached: values.reached,
				understood: values.understood || "not asked",
				note: values.note || "",
			}),
		reload
	);
}

function give_up(reload, response) {
	cfm.complaint.ask(
		__("Could not respond"),
		[
			{
				fieldname: "reason",
				label: __("Why could the answer not be given?"),
				fieldtype: "Select",
				options: GIVE_UP.map((value) => ({ value, label: __(value) })),
				reqd: 1,
			},
		],
		__("Record"),
		({ reason }) => cfm.call("desk_answers.give_up", { response, reason }),
		reload
	);
}
