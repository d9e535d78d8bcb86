// Whether the help came: a colleague asks the person by message, or writes down her no; and what is red in my work.
const show = cfm.show;
const HEARD = ["call", "SMS", "WhatsApp", "in person"];

// The buttons on the form of a referral.
cfm.referrals.help_buttons = ({ help }) => {
	if (!help) return "";
	const no = help.may_say ? show.button("not_received", __("The person has not received it")) : "";
	return no + (help.may_ask ? show.button("ask_person", __("Ask the person by message")) : "");
};

// When she was asked, and her no in words: a colour alone tells nothing to who cannot see it.
cfm.referrals.help_words = ({ doc }) => {
	const no = doc.not_received_on ? `<p class="cfm-notice">${__("The person says that it has not come. Find out what has happened.")}</p>` : "";
	const over = doc.reminders_ended_on ? `<p class="cfm-notice">${__("No more reminders go out. Ask for news yourself, or look for another way.")}</p>` : "";
	return no + over + (doc.question_message ? `<p class="text-muted">${__("asked by message whether it came: {0}", [show.moment(doc.asked_person_on)])}</p>` : "");
};

cfm.referrals.help_actions = (frm, reload) => ({
	ask_person: () => ask(frm, reload),
	not_received: () => not_received(frm, reload),
});

// The section on My work: what I have referred and what needs me now.
cfm.referrals.sent_row = (row) =>
	`<a class="cfm-row" href="/app/referral/${encodeURIComponent(row.name)}"><span class="cfm-reference" dir="ltr">${show.escape(row.name)}</span>
		<span><span dir="auto">${show.escape(row.to || row.type_title || "")}</span><br>
		<span class="cfm-row-pills">${cfm.referrals.state(row.workflow_state)}${cfm.referrals.priority(row.priority)}${cfm.referrals.standing(row.standing)}</span></span>
		<span class="cfm-row-end">${row.not_received_on || row.receiver_asked_on ? show.moment(row.not_received_on || row.receiver_asked_on) : __("reminders are over")}</span></a>`;

function ask(frm, reload) {
	const words = __("The person gets a message that names no service and asks for 1 or 2. Send it?");
	const send = () => cfm.call("desk_help_came.ask_person", { name: frm.doc.name }, { freeze: true });
	frappe.confirm(words, () => send().then(() => frappe.show_alert({ message: __("The question is on its way."), indicator: "green" })).then(reload));
}

function not_received(frm, reload) {
	const fields = [
		{ fieldname: "how", label: __("How the person said it"), fieldtype: "Select", options: HEARD.map((value) => ({ value, label: __(value) })), default: "call", reqd: 1 },
		{ fieldname: "note", label: __("In the person's words"), fieldtype: "Small Text" },
	];
	const send = ({ how, note }) => cfm.call("desk_help_came.not_received", { name: frm.doc.name, how, note: note || "" }, { freeze: true });
	cfm.complaint.ask(__("The person has not received it"), fields, __("Record"), send, reload);
}
