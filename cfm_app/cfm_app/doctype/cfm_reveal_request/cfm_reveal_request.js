// A custodian reads who asks, for which record and why, and decides with one press and one confirmation.
frappe.ui.form.on("CFM Reveal Request", {
	refresh: async (frm) => {
		frm.disable_save();
		cfm.form.make_confidential(frm);
		const request = frm.doc.name;
		const page = await cfm.call("desk_reveal.request_page", { request });
		if (frm.doc.name !== request) return;
		frm.clear_custom_buttons();
		explain(frm, page);
		if (page.may_decide) offer_decision(frm, page);
		if (page.is_mine && ["Asked", "Approved"].includes(frm.doc.state)) {
			frm.add_custom_button(__("Withdraw"), () => send(frm, "withdraw", {}));
		}
	},
});

function explain(frm, page) {
	const words = page.may_decide
		? __("{0} asks to see who is named in {1} (level {2}, {3}).", [
				page.asked_by_name,
				frm.doc.record,
				frm.doc.level,
				page.area_title || __("no area"),
		  ])
		: "";
	frm.set_intro(words && cfm.show.escape(words), "orange");
}

function offer_decision(frm, page) {
	frm.add_custom_button(__("Agree"), () =>
		frappe.confirm(
			__("{0} will see the names and numbers of {1} for a limited time. Each opening is logged. Do you agree?", [
				cfm.show.escape(page.asked_by_name),
				cfm.show.escape(frm.doc.record),
			]),
			() => send(frm, "decide", { agreed: 1 })
		)
	).addClass("btn-primary");
	frm.add_custom_button(__("Refuse"), () =>
		frappe.prompt(
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Why do you refuse?"),
				description: __("Who asked reads this."),
				reqd: 1,
			},
			({ reason }) => send(frm, "decide", { agreed: 0, reason }),
			__("Refuse"),
			__("Refuse")
		)
	);
}

function send(frm, step, values) {
	return cfm.call(`desk_reveal.${step}`, { request: frm.doc.name, ...values }).then(() => frm.reload_doc());
}
