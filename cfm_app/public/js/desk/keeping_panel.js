// The papers in the file of a complaint, how long it is kept, and what holds it.
frappe.provide("cfm.keeping");

const show = cfm.show;
const HOLD_KINDS = ["legal claim", "investigation", "audit", "authority"];
const GONE = () => ({
	identity: __("The identity is gone."),
	record: __("Everything but the numbers is gone."),
	archive: __("It is sealed away."),
	person: __("A person was taken out of it."),
});
const BECAUSE = () => ({
	open: __("Counts from the day it is closed."),
	hold: __("On hold: nothing goes until the hold is lifted."),
	"no rule": __("No retention rule fits."),
});

function panel(page) {
	const part = page.keeping;
	if (!part) return "";
	const full = page.depth === "full";
	const buttons = full && part.may_hold ? show.button("hold", __("Put on hold")) : "";
	return (full ? papers_html(page) : "") + show.panel(__("How long it is kept"), keeping_html(part), buttons);
}

function papers_html(page) {
	const part = page.keeping;
	const rows = part.papers.map((paper) => {
		const mark = paper.there ? "✓" : "!";
		const add = paper.there || !part.may_file ? "" : show.button("add_paper", __("Add"), "link", `data-kind="${show.escape(paper.code)}"`);
		return `<li><span class="cfm-mark" aria-hidden="true">${mark}</span> <span dir="auto">${show.escape(paper.title)}</span>
			${paper.there ? "" : show.pill(__("missing"), "orange")} ${add}</li>`;
	});
	const folder = `<p><strong>${__("Paper file")}:</strong> <span dir="auto">${show.escape(part.paper_file || "–")}</span>
		${part.may_file ? show.button("set_paper_file", __("Change"), "link") : ""}</p>`;
	const list = rows.length ? `<ul class="cfm-follow-ups">${rows.join("")}</ul>` : show.nothing(__("No paper is required."));
	const buttons = part.may_file
		? show.button("add_any_paper", __("Add a paper")) + ((page.files || []).length ? show.button("name_paper", __("Say what a file is")) : "")
		: "";
	return show.panel(__("Papers in the file"), list + folder, buttons);
}

function keeping_html(part) {
	const day = (date) => show.escape(frappe.datetime.str_to_user(date));
	const gone = part.gone.map((scope) => `<p class="cfm-notice">${GONE()[scope]}</p>`).join("");
	const days = part.identity_on
		? `<dl class="cfm-facts"><div><dt>${__("Identity goes on")}</dt><dd>${day(part.identity_on)}</dd></div>
			<div><dt>${__("Words go on")}</dt><dd>${day(part.record_on)}</dd></div></dl>`
		: "";
	const why = BECAUSE()[part.because] ? `<p>${BECAUSE()[part.because]}</p>` : "";
	const holds = (part.holds || []).map(hold_html).join("");
	return `${part.rule ? `<p><strong>${__("Class")}:</strong> <span dir="auto">${show.escape(part.rule)}</span></p>` : ""}
		${days}${why}${gone}${holds ? `<ul class="cfm-follow-ups">${holds}</ul>` : ""}`;
}

function hold_html(hold) {
	const lift = hold.may_lift ? show.button("lift_hold", __("Lift the hold"), "default", `data-hold="${show.escape(hold.name)}"`) : "";
	return `<li>${show.pill(__(hold.kind), "red")} <span class="text-muted">${show.escape(hold.by_name)} · ${show.moment(hold.since)}</span> ${lift}
		${hold.reason ? show.words(hold.reason) : ""}</li>`;
}

const actions = (frm, page, reload) => ({
	hold: () => put_on_hold(frm, reload),
	lift_hold: ({ hold }) =>
		frappe.confirm(__("From then on this goes when its time is over. Lift the hold?"), () => cfm.call("desk_keeping.lift_hold", { hold }).then(reload)),
	set_paper_file: () => set_paper_file(frm, page, reload),
	add_paper: ({ kind }) => send_paper(frm, kind, reload),
	add_any_paper: () => choose_kind(page, __("Add a paper"), [], ({ kind }) => send_paper(frm, kind, reload)),
	name_paper: () => name_paper(frm, page, reload),
});

function put_on_hold(frm, reload) {
	cfm.complaint.ask(
		__("Put on hold"),
		[
			{ fieldname: "kind", label: __("Because of"), fieldtype: "Select", options: HOLD_KINDS.map((value) => ({ value, label: __(value) })), reqd: 1 },
			{ fieldname: "reason", label: __("Reason"), fieldtype: "Small Text", reqd: 1 },
		],
		__("Put on hold"),
		({ kind, reason }) => cfm.call("desk_keeping.hold", { name: frm.doc.name, kind, reason }),
		reload
	);
}

function set_paper_file(frm, page, reload) {
	cfm.complaint.ask(
		__("Paper file"),
		[{ fieldname: "code", label: __("Paper file"), fieldtype: "Data", length: 60, default: page.keeping.paper_file, description: __("The code on the folder. Never a name") }],
		__("Save"),
		({ code }) => cfm.call("desk_keeping.set_paper_file", { name: frm.doc.name, code: code || "" }),
		reload
	);
}

function choose_kind(page, title, more, done) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields: [...more, { fieldname: "kind", label: __("Kind of paper"), fieldtype: "Select", options: page.keeping.kinds, reqd: 1 }],
		primary_action_label: __("Go on"),
		primary_action: (values) => {
			dialog.hide();
			done(values);
		},
	});
	dialog.show();
}

function name_paper(frm, page, reload) {
	const options = page.files.map((file) => ({ value: file.name, label: `${file.extension} · ${moment(file.at).format("L LT")} · ${Math.ceil(file.size / 1024)} kB` }));
	const file_field = { fieldname: "file", label: __("File"), fieldtype: "Select", options, reqd: 1 };
	choose_kind(page, __("Say what a file is"), [file_field], ({ file, kind }) =>
		cfm.call("desk_keeping.name_paper", { name: frm.doc.name, file, kind }).then(reload)
	);
}

function send_paper(frm, kind, reload) {
	cfm.panels.send_file("/api/method/cfm_app.api.desk_keeping.add_paper", { name: frm.doc.name, kind }, reload);
}

cfm.complaint.parts.push({ box: "keeping", after: "ending", html: panel, actions });
