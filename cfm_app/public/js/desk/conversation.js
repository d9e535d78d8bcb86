// The messages with a person on the forms of contacts and complaints: what came, what went, and whether it arrived.
frappe.provide("cfm.conversation");

const show = cfm.show;
const COLORS = {
	Received: "blue",
	Delivered: "green",
	Read: "green",
	Sent: "blue",
	Accepted: "blue",
	Queued: "gray",
	Sending: "gray",
	Retry: "orange",
	Ambiguous: "orange",
	Blocked: "orange",
	Cancelled: "gray",
};
const SIGNS = { Received: "←", Delivered: "✓✓", Read: "✓✓", Sent: "✓", Accepted: "✓", Queued: "…", Sending: "…", Retry: "…", Cancelled: "–" };
const WAYS = () => ({
	phone: __("Telephone"),
	whatsapp: __("WhatsApp"),
	bsuid: __("WhatsApp"),
	messenger: __("Messenger"),
	email: __("E-mail"),
	withheld: __("Number not shown"),
});
const ICONS = { phone: "✆", email: "✉", withheld: "✆" };
const ATTACHMENT_STATES = () => ({
	Waiting: __("An attachment is being fetched."),
	Fetched: __("An attachment lies with the files."),
	Refused: __("An attachment was not taken."),
	Failed: __("An attachment could not be fetched."),
});
const ATTACHMENT_REASONS = () => ({
	too_large: __("It is too large."),
	not_allowed: __("Files of this kind are not taken."),
	malware: __("It may be harmful."),
	broken_image: __("It is a damaged file."),
	broken_file: __("It is a damaged file."),
	empty: __("It is a damaged file."),
	too_many_pixels: __("It is too large."),
	active_content: __("It holds programs or other files."),
	hides_files: __("It holds programs or other files."),
	foreign_address: __("It does not lie at the provider."),
	not_found: __("The provider does not have it."),
	unreachable: __("The provider could not be reached."),
	too_slow: __("The provider could not be reached."),
});
const BOX = "conversation";

// Draws the messages of a record into a box of their own, behind a section of the form; asks the server itself.
cfm.conversation.load = async (frm, after) => {
	const name = frm.doc.name;
	const turn = (frm.cfm_talk_turn = (frm.cfm_talk_turn || 0) + 1);
	const box = cfm.form.box(frm, BOX, after);
	const talk = await cfm.call("desk_messages.conversation", { record_type: frm.doctype, name });
	// of two answers on their way only the one that was asked for last is drawn
	if (frm.doc.name !== name || turn !== frm.cfm_talk_turn) return;
	frm.cfm_talk = talk;
	box.html(panel_html(talk));
	offer_jump(frm, talk);
	listen_for_arrivals();
};

cfm.conversation.empty = (frm, after) => {
	offer_jump(frm, { threads: [] });
	cfm.form.box(frm, BOX, after).empty();
};

cfm.conversation.actions = (frm, after) => {
	const again = () => cfm.conversation.load(frm, after);
	return {
		to_messages: () => frappe.utils.scroll_to(cfm.form.box(frm, BOX, after), true, 15),
		write_message: () => write(frm, again),
		// refused when it left meanwhile: then too the person sees where it stands now
		cancel_message: ({ message }) => cfm.call("desk_messages.cancel", { message }).then(again, again),
		send_again: ({ message }) =>
			frappe.confirm(__("Send these words once more?"), () => cfm.call("desk_messages.send_again", { message }).then(again)),
		fetch_again: ({ attachment }) => cfm.call("desk_messages.fetch_again", { attachment }).then(again),
	};
};

// On a narrow screen the messages stand far below: a button at the top leads there.
function offer_jump(frm, talk) {
	const count = talk.threads.reduce((sum, thread) => sum + thread.messages.length, 0);
	const top = frm.layout.wrapper.find(".form-page").first();
	top.children('[data-box="to_messages"]').remove();
	if (!count) return;
	const button = show.button("to_messages", __("Messages: {0}", [count]));
	$(`<div class="cfm-box d-md-none px-3 pt-3" data-box="to_messages">${button}</div>`).prependTo(top);
}

function panel_html(talk) {
	const may_send = talk.may_write && talk.templates.length && !talk.reason;
	const button = may_send ? show.button("write_message", __("Send a message"), "primary") : "";
	const none_worded = !talk.reason && !talk.templates.length ? __("There are no reviewed words for this message.") : "";
	const why = talk.reason || none_worded;
	const threads = talk.threads.map((thread) => thread_html(thread, talk)).join("");
	const body = threads || show.nothing(__("No messages yet."));
	return show.panel(__("Messages"), body + (why ? `<p class="cfm-hint">${__("Nothing can be sent")}: ${show.escape(why)}</p>` : ""), button);
}

function thread_html(thread, talk) {
	const marks = [
		thread.stopped && show.pill(thread.stopped === "all" ? __("wants no messages") : __("wants no news"), "orange"),
		thread.unreachable && show.pill(__("not reachable here"), "red"),
	].filter(Boolean);
	const way = WAYS()[thread.kind] || thread.kind;
	return `<section class="cfm-thread" aria-label="${show.escape(`${way} ${thread.masked}`)}"><h5><span aria-hidden="true">${ICONS[thread.kind] || "✎"}</span>
		${show.escape(way)} <bdi dir="ltr">${show.escape(thread.masked)}</bdi> ${marks.join(" ")}</h5>
		<ol class="cfm-messages">${thread.messages.map((message) => message_html(message, talk)).join("")}</ol></section>`;
}

function message_html(message, talk) {
	const out = message.direction === "Out";
	const who = out ? message.by || __("sent by itself") : __("The person");
	const facts = [
		`<strong>${show.escape(who)}</strong>`,
		show.moment(message.at),
		show.escape(__(message.kind)),
		out && message.title && show.escape(message.title),
		out && show.escape(message.language || ""),
		out && message.parts && cost(message.parts, message.price, talk.currency),
	];
	return `<li class="cfm-message ${out ? "cfm-message-out" : "cfm-message-in"}" data-state="${show.escape(message.state)}">
		<div class="cfm-message-facts">${facts.filter(Boolean).join(" · ")}</div>${words_html(message)}
		${message.attachments.map(attachment_html).join("")}${out ? mark_html(message) : ""}${buttons_html(message, talk)}</li>`;
}

function words_html(message) {
	if (message.words) return show.words(message.words);
	return show.nothing(message.words_deleted ? __("The words were deleted when their time was over.") : __("The words stand in the record."));
}

function mark_html(message) {
	const sign = SIGNS[message.state] || "!";
	const doubt = message.conflict ? ` ${show.pill(__("the reports contradict each other"), "orange")}` : "";
	return `<p class="cfm-message-mark">${show.pill(`${sign} ${message.mark}`, COLORS[message.state] || "red")}${doubt}
		${message.reason ? `<span>${show.escape(message.reason)}</span>` : ""}</p>`;
}

function attachment_html(attachment) {
	const may_fetch = attachment.state === "Failed";
	return `<p class="cfm-hint">${ATTACHMENT_STATES()[attachment.state]} ${ATTACHMENT_REASONS()[attachment.reason] || ""}
		${may_fetch ? show.button("fetch_again", __("Fetch it again"), "default", `data-attachment="${show.escape(attachment.name)}"`) : ""}</p>`;
}

function buttons_html(message, talk) {
	if (!talk.may_write) return "";
	const data = `data-message="${show.escape(message.name)}"`;
	const buttons = [
		message.may_cancel && show.button("cancel_message", __("Take it back"), "default", data),
		message.may_send_again && show.button("send_again", __("Send it again"), "default", data),
	];
	return buttons.filter(Boolean).join(" ");
}

function cost(parts, price, currency) {
	const counted = parts === 1 ? __("1 part") : __("{0} parts", [parts]);
	return price ? `${counted}, <bdi dir="ltr">${format_number(price, null, 4)} ${show.escape(currency)}</bdi>` : counted;
}

// Reviewed words only: the person who sends chooses among them and sees exactly what will be read on the phone.
function write(frm, again) {
	const record = { record_type: frm.doctype, name: frm.doc.name };
	const dialog = new frappe.ui.Dialog({
		title: __("Send a message"),
		fields: [
			{
				fieldname: "template_key",
				label: __("Message"),
				fieldtype: "Select",
				options: ["", ...frm.cfm_talk.templates],
				reqd: 1,
				description: __("Whoever holds the phone may read it. That is why only these messages can be sent."),
				onchange: () => preview(dialog, record, frm.cfm_talk.currency),
			},
			{ fieldname: "preview", fieldtype: "HTML" },
		],
		primary_action_label: __("Send"),
		primary_action: ({ template_key }) =>
			cfm.call("desk_messages.send", { ...record, template_key }).then(() => {
				dialog.hide();
				again();
			}),
	});
	dialog.show();
	dialog.get_primary_btn().prop("disabled", true);
}

async function preview(dialog, record, currency) {
	const template_key = dialog.get_value("template_key");
	// Frappe says a choice a second time half a second later: whoever is about to press Send is not kept from it
	if (template_key && template_key === dialog.cfm_previewed) return;
	dialog.cfm_previewed = template_key;
	dialog.get_primary_btn().prop("disabled", true);
	if (!template_key) return dialog.fields_dict.preview.$wrapper.empty();
	const seen = await cfm.call("desk_messages.preview", { ...record, template_key });
	if (dialog.get_value("template_key") !== template_key) return;
	dialog.fields_dict.preview.$wrapper.html(preview_html(seen, currency));
	dialog.get_primary_btn().prop("disabled", Boolean(seen.reason));
}

function preview_html(seen, currency) {
	const why = seen.reason ? `<p class="cfm-notice" role="alert">${__("It cannot be sent")}: ${show.escape(seen.reason)}</p>` : "";
	if (!seen.body) return why;
	const facts = [show.escape(__(seen.kind)), show.escape(seen.language), seen.kind === "SMS" && cost(seen.parts, seen.price, currency)];
	return `<div class="cfm-message cfm-message-out"><div class="cfm-words" dir="${seen.direction}">${show.escape(seen.body)}</div></div>
		<p class="text-muted">${facts.filter(Boolean).join(" · ")}</p>${why}`;
}

// What arrives shows up in the open form; only the box of messages is drawn anew, so nothing that is typed is lost.
function listen_for_arrivals() {
	if (cfm.conversation.listens) return;
	cfm.conversation.listens = true;
	frappe.realtime.on("cfm_message", ({ record, record_type }) => {
		const frm = cur_frm;
		if (!frm || !frm.cfm_talk || frm.doctype !== record_type || frm.doc.name !== record) return;
		cfm.conversation.load(frm, AFTER[frm.doctype]);
		frappe.show_alert({ message: __("There is news in the messages of {0}", [show.escape(record)]), indicator: "blue" });
	});
}

const AFTER = { Complaint: "work", "CFM Interaction": "explained" };
cfm.conversation.AFTER = AFTER;

cfm.complaint.parts.push({
	box: BOX,
	after: AFTER.Complaint,
	html: (page, frm) => {
		if (page.depth === "full") cfm.conversation.load(frm, AFTER.Complaint);
		return "";
	},
	actions: (frm) => cfm.conversation.actions(frm, AFTER.Complaint),
});
