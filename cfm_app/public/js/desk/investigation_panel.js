// What the form of a complaint says about its investigation: that one goes on, and the way to have one opened.
frappe.provide("cfm.investigation");

const show = cfm.show;

function panel(page) {
	const part = page.investigation;
	if (!part || (!part.under_way && !part.mine.length)) return "";
	const mine = part.mine.map((row) => `<li>${show.link("CFM Investigation", row.name)} ${show.pill(__(row.state), cfm.investigation.color(row.state))}</li>`);
	const words = part.under_way
		? `<p class="cfm-notice">${__("Under investigation. What is found stays with the people named for it.")}</p>`
		: "";
	return show.panel(__("Investigation"), words + (mine.length ? `<ul class="cfm-follow-ups">${mine.join("")}</ul>` : ""));
}

function buttons(frm, page, reload, group) {
	if (page.investigation?.may_open && !page.facts.ended) {
		frm.add_custom_button(__("Open an investigation"), () => open_one(frm, page, reload), group);
	}
}

async function open_one(frm, page, reload) {
	const people = await cfm.call("desk_investigation.possible_team", { complaint: frm.doc.name });
	if (!people.length) {
		return frappe.msgprint(__("Nobody may investigate this yet. Ask your administrator to give somebody the duty Investigate for this place and level."));
	}
	cfm.complaint.ask(
		__("Open an investigation"),
		[
			cfm.investigation.team_field(people, []),
			{ fieldname: "allegation", label: __("Allegation"), fieldtype: "Long Text", reqd: 1, description: __("The team sees what you write here, not the complaint. Name the person who complained only if the team has to know.") },
			{ fieldname: "terms_of_reference", label: __("Terms of reference"), fieldtype: "Long Text" },
		],
		__("Open"),
		(values) =>
			cfm
				.call("desk_investigation.open_investigation", { ...values, complaint: frm.doc.name, team: values.team })
				.then(({ investigation }) => frappe.show_alert({ message: __("{0} is with the people you named.", [investigation]), indicator: "green" })),
		reload
	);
}

cfm.investigation.team_field = (people, chosen) => ({
	fieldname: "team",
	label: `${__("Who investigates")} *`, // this kind of field shows no star of its own
	fieldtype: "MultiCheck",
	options: people.map((person) => ({ ...person, checked: chosen.includes(person.value) ? 1 : 0 })),
	columns: 1,
	reqd: 1,
});

cfm.investigation.color = (state) =>
	({ Opened: "red", Planned: "orange", "Under way": "blue", "Report written": "cyan", Closed: "green", Referred: "gray" })[state] || "gray";

cfm.complaint.parts.push({ box: "investigation", after: "what", html: panel, buttons });
