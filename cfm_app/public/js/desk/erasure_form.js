// An order to erase: what would go, who asked, and the decision of a second person; afterwards the proof.
frappe.provide("cfm.erasure");

const show = cfm.show;
const COLORS = { Asked: "orange", Approved: "blue", Cleared: "blue", Done: "green", Refused: "gray" };
const SCOPES = () => ({
	identity: __("Names, numbers and addresses of everybody in this record go. The words stay."),
	record: __("Words, names, files, steps and answers go. Type, category, area, dates by month, sex and age band stay as numbers."),
	archive: __("The words are sealed away and open to nobody."),
	person: __("The name of this person is taken out of the record of somebody else. Words that mention the person stay: have them corrected by hand."),
});

cfm.erasure.color = (state) => COLORS[state] || "gray";

cfm.erasure.show = (frm) => {
	cfm.form.make_confidential(frm);
	frm.disable_save();
	cfm.form.hide(frm, ["counts", "mentions"]);
	cfm.form.first_box(frm).html(headline(frm));
	cfm.form.box(frm, "proof", "proof").html(frm.doc.state === "Done" ? proof_html(frm) : "");
	frm.clear_custom_buttons();
	if (frm.doc.state !== "Asked" || frm.doc.asked_by === frappe.session.user) return;
	frm.add_custom_button(__("Approve the erasure"), () => decide(frm, true)).addClass("btn-primary");
	frm.add_custom_button(__("Refuse"), () => decide(frm, false));
};

function headline(frm) {
	const waits =
		frm.doc.state === "Asked" && frm.doc.asked_by === frappe.session.user ? `<p class="cfm-notice">${__("Somebody else has to decide this.")}</p>` : "";
	return `<div class="cfm-overview"><div class="cfm-overview-head"><span class="cfm-reference-large" dir="ltr">${show.escape(frm.doc.record)}</span>
		${show.pill(__(frm.doc.state), cfm.erasure.color(frm.doc.state))}</div><p class="cfm-headline">${SCOPES()[frm.doc.scope] || ""}</p>${waits}</div>`;
}

function proof_html(frm) {
	const rows = (text) =>
		Object.entries(JSON.parse(text || "{}"))
			.map(([table, number]) => `<tr><td dir="auto">${show.escape(__(table))}</td><td>${number}</td></tr>`)
			.join("");
	const left = frm.doc.mentions
		? `<p class="cfm-notice">${__("The reference still stands in tables of others. Look there by hand:")}</p><table class="table"><tbody>${rows(frm.doc.mentions)}</tbody></table>`
		: "";
	return show.panel(__("What went: rows by table"), `<table class="table"><tbody>${rows(frm.doc.counts)}</tbody></table>${left}`);
}

function decide(frm, agreed) {
	const question = agreed ? __("What goes does not come back. Approve?") : __("Refuse this erasure?");
	frappe.confirm(question, () =>
		cfm.call("desk_data_request.decide_erasure", { name: frm.doc.name, agreed: agreed ? 1 : 0 }).then(() => frm.reload_doc())
	);
}
