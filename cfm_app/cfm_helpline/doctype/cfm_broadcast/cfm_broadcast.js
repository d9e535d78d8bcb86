frappe.ui.form.on("CFM Broadcast", {
	setup: (frm) => {
		frm.set_query("line", () => ({ filters: { is_active: 1, sends: 1, kind: ["!=", "Messenger"] } }));
		frm.set_query("replies_to", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		cfm.broadcast.listen(frm);
	},
	refresh: (frm) => cfm.broadcast.show(frm),
	line: (frm) => cfm.broadcast.offer_messages(frm),
});
