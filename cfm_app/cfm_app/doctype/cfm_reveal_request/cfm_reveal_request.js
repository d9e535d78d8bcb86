// A custodian reads who asks, for which record and why, and decides with one press and one confirmation.
frappe.ui.form.on("CFM Reveal Request", {
	refresh: async (frm) => {
		frm.disable_save();
		cfm.form.make_confidential(frm);
		const request = frm.doc.name;
		const page = await cfm.call("desk_reveal.request_page", { request });
		if (frm.doc.name !== request) return;
		cfm.form.first_box(frm).html(panel(frm, page));
		cfm.panels.listen(frm, {
			agree: () => agree(frm, page),
			refuse: () => refuse(frm),
			withdraw: () => send(frm, "withdraw", {}),
		});
	},
});

// The buttons stand in the form: on a phone the platform would hide them in a menu.
function panel(frm, page) {
	const show = cfm.show;
	const may_withdraw = page.is_mine && ["Asked", "Approved"].includes(frm.doc.state);
	if (!page.may_decide && !may_withdraw) return "";
	const words = __("{0} asks to see who is named in {1} (level {2}, {3}).", [
		show.escape(page.asked_by_name),
		`<bdi dir="ltr">${show.escape(frm.doc.record)}</bdi>`,
		frm.doc.level,
		show.escape(page.area_title || __("no area")),
	]);
	const buttons = page.may_decide
		? show.button("agree", __("Agree"), "primary") + show.button("refuse", __("Refuse"))
		: show.button("withdraw", __("Withdraw"));
	return show.panel(__("Requests to reveal an identity"), `<p>${words}</p>${show.words(frm.doc.reason)}`, buttons);
}

function agree(frm, page) {
	const words = __("{0} will see the names and numbers of {1} for a limited time. Each opening is logged. Do you agree?", [
		cfm.show.escape(page.asked_by_name),
		cfm.show.escape(frm.doc.record),
	]);
	frappe.confirm(words, () => send(frm, "decide", { agreed: 1 }));
}

function refuse(frm) {
	const reason = {
		fieldname: "reason",
		fieldtype: "Small Text",
		label: __("Why do you refuse?"),
		description: __("Who asked reads this."),
		reqd: 1,
	};
	frappe.prompt(reason, (values) => send(frm, "decide", { agreed: 0, ...values }), __("Refuse"), __("Refuse"));
}

function send(frm, step, values) {
	return cfm.call(`desk_reveal.${step}`, { request: frm.doc.name, ...values }).then(() => frm.reload_doc());
}
