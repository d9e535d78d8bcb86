// What goes on with a partner without an account: its one-time links, what it wrote, and what is written back.
const show = cfm.show;
const KNOWS = ["Accepted", "Service scheduled", "Person unreachable"];

cfm.referrals.partner_actions = (frm, reload) => ({
	make_link: () => make_link(frm, reload),
	revoke_links: () => cfm.call("desk_referrals.revoke_links", { name: frm.doc.name }).then(reload),
	reply: () => reply(frm, reload),
	message_read: () => cfm.call("desk_referrals.reply", { name: frm.doc.name }).then(reload),
});

// What the receiver wrote last, and the way to write back.
cfm.referrals.question_html = ({ doc }, { steps = [], may_reply }) => {
	const question = doc.receiver_asked_on && steps.find(({ action }) => action === "Message");
	if (!question) return "";
	const buttons = may_reply ? show.button("reply", __("Write back"), "primary") + show.button("message_read", __("Read, needs no reply")) : "";
	return `<div class="cfm-notice"><strong>${__("The receiver has written:")}</strong>${show.words(question.note)}<div class="cfm-answer-buttons">${buttons}</div></div>`;
};

// Without a link nobody outside can answer, so it stands first until there is one.
cfm.referrals.first_link = ({ doc }, page) => {
	const is_needed = page.may_link && !page.titles.is_internal && !page.links.some((link) => link.is_open) && !doc.answered_on;
	const is_next = !doc.receiver_asked_on && page.standing.reason !== "not_linked";
	return is_needed ? show.button("make_link", __("Make a link"), is_next ? "primary" : "default") : "";
};

cfm.referrals.links_html = (frm, page) => {
	if (page.titles.is_internal || page.is_self) return "";
	const rows = page.links.map(
		(row) => `<li>${show.moment(row.creation)} · ${row.revoked_on ? show.pill(__("closed"), "gray") : row.is_open ? __("until {0}", [show.moment(row.expires_on)]) : show.pill(__("expired"), "gray")} · ${__("answers given with it: {0}", [row.opened || 0])}${row.is_mailed ? ` · ${__("sent by e-mail, shows the least alone")}` : ""}</li>`
	);
	const make = cfm.referrals.first_link(frm, page) ? "" : show.button("make_link", rows.length ? __("Make another link") : __("Make a link"));
	const close = page.links.some((link) => link.is_open) ? show.button("revoke_links", __("Close the links")) : "";
	return show.panel(
		__("Links for the partner"),
		rows.length ? `<ul class="cfm-follow-ups">${rows.join("")}</ul>` : show.nothing(__("No link was made yet.")),
		page.may_link ? make + close : ""
	);
};

function reply(frm, reload) {
	const known = KNOWS.includes(frm.doc.workflow_state);
	const words = known ? __("The partner reads it on the page behind its link.") : __("The partner reads it on the page behind its link. It has not accepted: write nothing that tells who the person is.");
	const field = { fieldname: "words", label: __("Reply"), fieldtype: "Small Text", reqd: 1, description: words };
	const send = (values) => cfm.call("desk_referrals.reply", { name: frm.doc.name, words: values.words }, { freeze: true });
	cfm.complaint.ask(__("Write back"), [field], __("Send"), send, reload);
}

async function make_link(frm, reload) {
	const made = await cfm.call("desk_referrals.make_link", { name: frm.doc.name });
	const words = [
		__("Shown only now. Whoever has it can answer, so send it to the focal point alone."),
		__("It opens until {0}. Earlier links keep working until you close them.", [show.moment(made.expires_on)]),
	];
	cfm.referrals.show_address(__("Link for the partner"), words.join(" "), made.address);
	reload();
}

// An address that is shown once, to be copied; `words` may hold markup.
cfm.referrals.show_address = (title, words, address, onhide = () => {}) => {
	const dialog = new frappe.ui.Dialog({
		title,
		primary_action_label: __("Copy"),
		primary_action: () => frappe.utils.copy_to_clipboard(address),
		onhide,
	});
	dialog.$body.html(
		`<p>${words}</p><p><code dir="ltr" style="overflow-wrap:anywhere">${show.escape(address)}</code></p>`
	);
	dialog.show();
};
