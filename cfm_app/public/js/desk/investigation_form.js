// The file of an investigation: what it is about, what was found, every interview and piece of evidence in order.
frappe.provide("cfm.investigation");

const show = cfm.show;
const LABELS = () => ({
	allegation: __("Allegation"),
	terms_of_reference: __("Terms of reference"),
	plan: __("Plan"),
	findings: __("Findings"),
	conclusion: __("Conclusion"),
	measures: __("Measures"),
	referred_to: __("Referred to"),
});
const CONCLUSIONS = ["substantiated", "partly substantiated", "not substantiated", "could not be established"];
const MOVES = () => ({
	Planned: __("The plan stands"),
	"Under way": __("Start investigating"),
	"Report written": __("The report is written"),
	Closed: __("Close"),
	Referred: __("Refer to somebody else"),
});
const ENTRIES = () => ({ interview: __("Add an interview"), evidence: __("Add evidence"), note: __("Add a note") });

cfm.investigation.show = async (frm) => {
	cfm.form.make_confidential(frm);
	if (frm.is_new()) return frm.disable_save();
	cfm.form.hide(frm, ["file", "state"]);
	const name = frm.doc.name;
	const page = await cfm.call("desk_investigation.investigation_page", { name });
	if (frm.doc.name === name) draw(frm, page);
};

function draw(frm, page) {
	const reload = () => frm.reload_doc();
	frm.get_field("overview").$wrapper.html(headline(frm, page));
	cfm.form.box(frm, "file", "facts").html(
		file_html(page) + cfm.panels.files(page, "CFM Investigation", frm.doc.name) + timeline_html(page)
	);
	cfm.panels.listen(frm, {
		...cfm.panels.actions("CFM Investigation", frm, reload),
		write_part: ({ part }) => write_part(frm, page, part, reload),
		add_entry: ({ kind }) => add_entry(frm, kind, reload),
		change_team: () => change_team(frm, page, reload),
	});
	buttons(frm, page, reload);
}

function headline(frm, page) {
	const team = page.team.map((person) => show.escape(person.label)).join(", ");
	const change = page.may_write ? show.button("change_team", __("Change"), "link") : "";
	return `<div class="cfm-overview"><div class="cfm-overview-head"><span class="cfm-reference-large" dir="ltr">${show.escape(frm.doc.name)}</span>
		${show.pill(__(page.state), cfm.investigation.color(page.state))}</div>
		<p class="cfm-headline"><strong>${__("Who investigates")}:</strong> <span dir="auto">${team}</span> ${change}</p>
		<p class="cfm-notice">${__("Only the people named here see this file. The people who handle the complaint see that it is under investigation.")}</p>
		${needed_html(page)}</div>`;
}

function needed_html(page) {
	const next = page.next.find((each) => each.missing.length && each.state !== "Referred");
	if (!next) return "";
	const missing = next.missing.map((part) => show.escape(LABELS()[part])).join(" · ");
	return `<p class="cfm-next"><strong>${__("Still needed for: {0}", [show.escape(MOVES()[next.state])])}</strong> ${missing}</p>`;
}

function file_html(page) {
	const parts = Object.entries(LABELS()).map(([part, label]) => {
		const text = page.words[part];
		const write = page.may_write ? show.button("write_part", text ? __("Change") : __("Write"), "link", `data-part="${part}"`) : "";
		const shown = part === "conclusion" ? text && `<p>${show.pill(__(text), "blue")}</p>` : text && show.words(text);
		return `<div class="cfm-part"><h5>${show.escape(label)} ${write}</h5>${shown || show.nothing(__("Not written yet."))}</div>`;
	});
	return show.panel(__("The file"), parts.join(""));
}

function timeline_html(page) {
	const kinds = page.may_write ? Object.entries(ENTRIES()) : [];
	const buttons = kinds.map(([kind, label]) => show.button("add_entry", label, "default", `data-kind="${kind}"`)).join("");
	const panel = $(cfm.panels.timeline(page));
	panel.find(".cfm-panel-buttons").html(buttons);
	return panel[0].outerHTML;
}

function buttons(frm, page, reload) {
	frm.clear_custom_buttons();
	frm.add_custom_button(__("Print the report"), () => print_report(frm.doc.name));
	if (!page.may_write) return;
	page.next.forEach(({ state }) =>
		frm.add_custom_button(MOVES()[state], () => cfm.call("desk_investigation.move", { name: frm.doc.name, state }).then(reload), __("Go on"))
	);
}

function write_part(frm, page, part, reload) {
	const label = LABELS()[part];
	const choices = CONCLUSIONS.map((value) => ({ value, label: __(value) }));
	const field = part === "conclusion" ? { fieldtype: "Select", options: choices } : { fieldtype: "Long Text" };
	cfm.complaint.ask(
		label,
		[{ fieldname: "text", label, reqd: 1, default: page.words[part], ...field }],
		__("Save"),
		({ text }) => cfm.call("desk_investigation.write_part", { name: frm.doc.name, part, text }),
		reload
	);
}

function add_entry(frm, kind, reload) {
	cfm.complaint.ask(
		ENTRIES()[kind],
		[{ fieldname: "text", label: __("What was said or found"), fieldtype: "Long Text", reqd: 1, description: __("It can be added to, never changed.") }],
		__("Add"),
		({ text }) => cfm.call("desk_investigation.add_entry", { name: frm.doc.name, kind, text }),
		reload
	);
}

async function change_team(frm, page, reload) {
	const people = await cfm.call("desk_investigation.possible_team_of", { name: frm.doc.name });
	const chosen = page.team.map((person) => person.value);
	cfm.complaint.ask(
		__("Who investigates"),
		[cfm.investigation.team_field(people, chosen)],
		__("Save"),
		({ team }) => cfm.call("desk_investigation.change_team", { name: frm.doc.name, team }),
		reload
	);
}

async function print_report(name) {
	const sheet = window.open("", "_blank");
	const report = await cfm.call("desk_investigation.printed_report", { name });
	if (!sheet) return;
	const parts = report.parts.map((part) => `<h2>${show.escape(part.label)}</h2><p dir="auto" style="white-space: pre-wrap">${show.escape(part.text)}</p>`);
	sheet.document.write(`<!doctype html><html lang="${frappe.boot.lang}" dir="${frappe.utils.is_rtl() ? "rtl" : "ltr"}"><title>${show.escape(report.reference)}</title>
		<body style="font: 14px sans-serif; margin: 2rem"><h1 dir="ltr">${show.escape(report.reference)}</h1><p>${__("Confidential")} · ${show.escape(report.state)}</p>${parts.join("")}</body></html>`);
	sheet.document.close();
	sheet.print();
}
