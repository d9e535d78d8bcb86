// The dialogs of a complaint: each asks for what one endpoint needs and shows its refusal without losing a word.
frappe.provide("cfm.complaint");

function ask(title, fields, label, send, reload) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields,
		primary_action_label: label,
		primary_action: (values) =>
			send(values).then(() => {
				dialog.hide();
				reload();
			}),
	});
	dialog.show();
	return dialog;
}
cfm.complaint.ask = ask;

cfm.complaint.assign = async (frm, reload) => {
	const people = await cfm.call("desk_complaint.possible_handlers", { name: frm.doc.name });
	ask(
		__("Assign"),
		[
			{
				fieldname: "user",
				label: __("Who works on it"),
				fieldtype: "Select",
				options: people,
				reqd: 1,
				description: __("Only people who may work on this complaint are listed."),
			},
		],
		__("Assign"),
		({ user }) => cfm.call("desk_complaint.assign", { name: frm.doc.name, user }),
		reload
	);
};

cfm.complaint.write = (frm, reload, page, field, label) => {
	const corrects = field === "narrative" && page.words.narrative;
	const fields = [
		{ fieldname: "text", label, fieldtype: "Long Text", reqd: !corrects, default: page.words[field] ?? page.added.find((added) => added.field === field)?.text },
	];
	if (corrects) {
		fields.push({
			fieldname: "reason",
			label: __("Why are the person's own words corrected?"),
			description: __("The original is kept. The reason goes into the access log."),
			fieldtype: "Small Text",
			reqd: 1,
		});
	}
	ask(
		label,
		fields,
		__("Save"),
		({ text, reason }) => cfm.call("desk_complaint.write_section", { name: frm.doc.name, field, text: text || "", reason: reason || "" }),
		reload
	);
};

cfm.complaint.add_party = (frm, reload) =>
	ask(
		__("Add a person"),
		[
			{ fieldname: "role", label: __("Role"), fieldtype: "Select", options: cfm.people.ROLES(), default: "affected person", reqd: 1 },
			{
				fieldname: "staff",
				label: __("Member of staff"),
				fieldtype: "Link",
				options: "User",
				description: __("Staff the complaint is about are locked out of it at once, with everyone they report to."),
			},
			{ fieldtype: "Section Break" },
			...cfm.people.identity_fields(),
			{ fieldtype: "Section Break" },
			{ fieldname: "note", label: __("Description"), fieldtype: "Small Text" },
		],
		__("Add"),
		(values) =>
			cfm.call("desk_complaint.add_party", {
				name: frm.doc.name,
				person: { role: values.role, staff: values.staff, note: values.note, identity: cfm.people.identity_of(values) },
			}),
		reload
	);

cfm.complaint.ask_person = (frm, reload) =>
	ask(
		__("Ask the person"),
		[
			{
				fieldname: "text",
				label: __("Question"),
				fieldtype: "Small Text",
				reqd: 1,
				description: __("The person finds it on the tracking page, with their receipt code."),
			},
		],
		__("Ask"),
		({ text }) => cfm.call("desk_complaint.ask_person", { name: frm.doc.name, text }),
		reload
	);

cfm.complaint.ask_to_lower = (frm, reload) =>
	ask(
		__("Lower the level"),
		[
			{
				fieldname: "level",
				label: __("New level"),
				fieldtype: "Select",
				options: [...Array(frm.doc.level).keys()].map(String),
				reqd: 1,
			},
			{
				fieldname: "reason",
				label: __("Why is a lower level right?"),
				description: __("A second person has to confirm this before anything changes."),
				fieldtype: "Small Text",
				reqd: 1,
			},
		],
		__("Ask for it"),
		({ level, reason }) => cfm.call("desk_complaint.ask_to_lower", { name: frm.doc.name, level, reason }),
		reload
	);

cfm.complaint.confirm_lowering = (frm, reload) => {
	const level = frm.doc.lowering_to;
	frappe.confirm(__("Lower this complaint to level {0}?", [level]), () =>
		cfm.call("desk_complaint.confirm_lowering", { name: frm.doc.name, level }).then(reload)
	);
};

cfm.complaint.explain_routing = async (frm) => {
	const why = await cfm.call("desk_complaint.explain_routing", { name: frm.doc.name });
	frappe.msgprint({ title: __("Why it goes there"), message: cfm.complaint.routing_html(why), wide: true });
};

cfm.complaint.routing_html = (why) => {
	const show = cfm.show;
	const owner = why.owner_name || __("the default queue");
	const rows = why.rules.map((rule) => {
		const condition = [__(frappe.unscrub(rule.because || "")), rule.value].filter(Boolean).join(" ");
		const because =
			rule.because === "outranked"
				? __("fits, but another rule comes first")
				: rule.matched
				? __("chosen")
				: __("does not fit: {0}", [show.escape(condition)]);
		return `<tr class="${rule.matched ? "cfm-matched" : ""}"><td aria-hidden="true">${rule.matched ? "✓" : "–"}</td>
			<td dir="auto">${show.escape(rule.rule)}</td><td>${because}</td></tr>`;
	});
	return `<p><strong>${__("Goes to {0}", [show.escape(owner)])}</strong> · ${show.escape(__(frappe.unscrub(why.because || "")))}</p>
		<table class="table cfm-routing"><thead><tr><th></th><th>${__("Rule")}</th><th>${__("Because")}</th></tr></thead>
		<tbody>${rows.join("")}</tbody></table>`;
};

cfm.complaint.show_versions = async (frm, field, label) => {
	const versions = await cfm.call("desk_complaint.section_versions", { name: frm.doc.name, field });
	const rows = versions.map((row) => `<h5>${cfm.show.moment(row.at)} · ${cfm.show.escape(frappe.user.full_name(row.by))}</h5>${cfm.show.words(row.text)}`);
	frappe.msgprint({ title: label, message: rows.reverse().join(""), wide: true });
};
