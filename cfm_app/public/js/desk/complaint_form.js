// The form of a complaint, from top to bottom in the order of the work. One call brings all it shows.
frappe.provide("cfm.complaint");

const show = cfm.show;
const SHOWN_IN_PANELS = ["narrative", "summary", "answers", "question_behind", "support_need", "wanted_result", "complainant"];
const HIDDEN_SECTIONS = ["said", "need", "dossier", "clocks"];
const SHOWN_ABOVE = [
	"level",
	"urgency_rank",
	"lowering_to",
	"lowering_asked_by",
	"workflow_state",
	"handler",
	"routing_rule",
	"in_default_queue",
	"seen_on",
];
const ZEROS = ["reopen_count", "satisfaction_rating", "resolved_at_first_contact"];
const SECTION_LABELS = () => ({
	intake: __("Intake"),
	facts: __("Facts"),
	evidence: __("Evidence"),
	other_party: __("Position of the other party"),
	assessment: __("Assessment"),
	plan: __("Plan"),
	correspondence: __("Correspondence"),
	evaluation: __("Evaluation"),
	outcome: __("Outcome"),
	aftercare: __("Aftercare"),
});
const WRITTEN = ["facts", "evidence", "other_party", "assessment", "plan", "correspondence", "evaluation"];
const STATUS_WORDS = () => ({
	on_track: __("on track"),
	warning: __("due soon"),
	breached: __("overdue"),
	done: __("done in time"),
	done_late: __("done late"),
});
const BLOCKER_WORDS = () => ({
	no_response: __("the answer has not reached the person"),
	too_few_attempts: __("more attempts to reach the person"),
	no_outcome: __("an outcome"),
	missing_sections: __("parts of the dossier"),
	open_questions: __("a question of the person is open"),
});

// Parts in files of their own add themselves: {box, after, html(page, frm), actions(frm, page, reload), buttons(frm, page, reload, group)}.
// `page` holds under the part's name what desk_parts.py returns; at summary depth too.
cfm.complaint.parts = cfm.complaint.parts || [];

cfm.complaint.show = async (frm) => {
	cfm.form.make_confidential(frm);
	if (frm.is_new()) return show_new(frm);
	cfm.form.hide(frm, [...SHOWN_IN_PANELS, ...HIDDEN_SECTIONS, ...SHOWN_ABOVE, ...ZEROS.filter((field) => !frm.doc[field])]);
	cfm.form.rename_section(frm, "person", __("About the person, for counting"));
	const name = frm.doc.name;
	const page = await cfm.call("desk_complaint.complaint_page", { name });
	if (frm.doc.name === name) draw(frm, page);
};

function show_new(frm) {
	frm.disable_save();
	frm.get_field("overview").$wrapper.html(
		show.panel(__("A complaint starts with a contact"), show.nothing(__("Record what the person said; the complaint is made of it.")), show.button("intake", __("Quick intake"), "primary"))
	);
	cfm.panels.listen(frm, { intake: cfm.quick_intake.open });
}

function draw(frm, page) {
	const reload = () => frm.reload_doc();
	frm.get_field("overview").$wrapper.html(overview_html(frm, page));
	const full = page.depth === "full";
	const fill = (box, after, html) => cfm.form.box(frm, box, after).html(full ? html : "");
	fill("said", "where", full && said_html(page));
	fill("people", "need", full && cfm.panels.people(page));
	fill("answer", "work", full && cfm.answer.panel(page));
	fill("dossier", "dossier", full && dossier_html(page));
	fill("after", "ending", full && after_html(frm, page));
	cfm.complaint.parts.forEach((part) => cfm.form.box(frm, part.box, part.after).html(part.html ? part.html(page, frm) : ""));
	cfm.panels.listen(frm, {
		...Object.assign({}, ...cfm.complaint.parts.map((part) => (part.actions ? part.actions(frm, page, reload) : {}))),
		...cfm.panels.actions("Complaint", frm, reload),
		...cfm.answer.actions(frm, page, reload),
		add_party: () => cfm.complaint.add_party(frm, reload),
		write: ({ field, label }) => cfm.complaint.write(frm, reload, page, field, label),
		versions: ({ field, label }) => cfm.complaint.show_versions(frm, field, label),
		explain: () => cfm.complaint.explain_routing(frm),
		follow_up: ({ name }) => cfm.complaint.record_follow_up(name, reload),
	});
	buttons(frm, page, reload);
	if (page.facts.handler === frappe.session.user && !frm.doc.seen_on) {
		cfm.call("desk_complaint.mark_seen", { name: frm.doc.name });
	}
}

function buttons(frm, page, reload) {
	const work = __("Work");
	frm.clear_custom_buttons();
	cfm.complaint.parts.forEach((part) => part.buttons && part.buttons(frm, page, reload, work));
	if (page.depth !== "full") return;
	if (frappe.model.can_write("Complaint")) {
		frm.add_custom_button(__("Assign"), () => cfm.complaint.assign(frm, reload), work);
		frm.add_custom_button(__("Ask the person"), () => cfm.complaint.ask_person(frm, reload), work);
		if (page.facts.lowering_asked_by && page.facts.lowering_asked_by !== frappe.session.user) {
			frm.add_custom_button(__("Confirm the lower level"), () => cfm.complaint.confirm_lowering(frm, reload), work);
		} else if (frm.doc.level > 0) {
			frm.add_custom_button(__("Lower the level"), () => cfm.complaint.ask_to_lower(frm, reload), work);
		}
	}
	frm.add_custom_button(__("Explain routing"), () => cfm.complaint.explain_routing(frm), work);
	frm.add_custom_button(__("Add a note"), () => cfm.panels.actions("Complaint", frm, reload).add_note(), work);
}

function overview_html(frm, page) {
	const facts = page.facts;
	const handler = facts.handler_name || (facts.in_default_queue ? __("Default queue") : __("Nobody yet"));
	const lowering = facts.lowering_asked_by
		? `<p class="cfm-notice">${__("{0} has asked to lower this to level {1}. A second person has to confirm it.", [
				show.escape(facts.lowering_asked_by_name),
				facts.lowering_to,
		  ])}</p>`
		: "";
	return `<div class="cfm-overview"><div class="cfm-overview-head">
		<span class="cfm-reference-large" dir="ltr">${show.escape(facts.reference)}</span>
		${show.level(facts.level, facts.level_title)}${show.urgency(frm.doc.urgency, facts.urgency_title)}${show.state(facts.state)}${flags_html(frm.doc)}
		</div><dl class="cfm-facts">${fact(__("Type"), facts.type_title)}${fact(__("Category"), facts.category_title)}
		${fact(__("Handler"), handler)}${fact(__("Days open"), page.days_open)}</dl>
		<div class="cfm-clocks">${page.clocks.map(clock_html).join("")}</div>${next_html(page)}${lowering}
		${page.depth === "full" ? "" : `<p class="cfm-notice">${__("You see the facts of this complaint, not its words.")}</p>`}</div>`;
}

function flags_html(doc) {
	const flags = [
		doc.fears_retaliation && show.pill(__("Fears revenge"), "red"),
		doc.independence && show.pill(__(doc.independence), "orange"),
		doc.wants_woman && show.pill(__("wants to speak with a woman"), "blue"),
		doc.child_affected && show.pill(__("A child is affected"), "orange"),
	];
	return flags.filter(Boolean).join("");
}

function fact(label, value) {
	return `<div><dt>${show.escape(label)}</dt><dd dir="auto">${show.escape(value === 0 ? "0" : value || "–")}</dd></div>`;
}

function clock_html(clock) {
	const width = clock.done ? 100 : Math.max(3, clock.progress);
	const words = STATUS_WORDS()[clock.status];
	return `<div class="cfm-clock" data-status="${clock.status}"><div class="cfm-clock-head"><span>${show.escape(clock.label)}</span>
		<span class="cfm-clock-status">${show.escape(words)}</span></div>
		<div class="cfm-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="${width}"
			aria-label="${show.escape(`${clock.label}: ${words}`)}"><div style="inline-size:${width}%"></div></div>
		<div class="cfm-clock-due">${clock.done ? __("done {0}", [show.moment(clock.done)]) : __("due {0}", [show.moment(clock.due)])}</div></div>`;
}

function next_html(page) {
	if (page.facts.ended || !page.blockers || !page.blockers.length) return "";
	const words = page.blockers.map((code) => BLOCKER_WORDS()[code] || code);
	return `<p class="cfm-next"><strong>${__("Still needed before closing")}:</strong> ${words.map(show.escape).join(" · ")}</p>`;
}

function said_html(page) {
	const words = page.words;
	const part = (field, label) =>
		`<div class="cfm-part"><h5>${show.escape(label)} ${write_button(field, label, words[field])}${versions_button(page, field, label)}</h5>${
			words[field] ? show.words(words[field]) : show.nothing(__("Not written yet."))
		}</div>`;
	const added = page.added.map(
		(question) => `<div class="cfm-part"><h5>${show.escape(question.label)} ${write_button(question.field, question.label, question.text)}</h5>${
			question.text ? show.words(question.text) : show.nothing(__("Not written yet."))
		}</div>`
	);
	const answers = page.answers ? `<div class="cfm-part"><h5>${__("Answers to further questions")}</h5>${show.words(page.answers)}</div>` : "";
	return show.panel(
		__("What the person said"),
		part("narrative", __("In the person's words")) +
			answers +
			part("summary", __("Summary")) +
			`<div class="cfm-columns">${part("question_behind", __("The question behind the question"))}${part(
				"support_need",
				__("Support needed")
			)}${part("wanted_result", __("Wanted result"))}</div>` +
			added.join("")
	);
}

function write_button(field, label, text) {
	if (!frappe.model.can_write("Complaint")) return "";
	const word = field === "narrative" && text ? __("Correct") : text ? __("Change") : __("Write");
	return show.button("write", word, "link", `data-field="${field}" data-label="${show.escape(label)}"`);
}

// Only a correction of the person's own words leaves a mark in the timeline; what stood there before is kept.
function versions_button(page, field, label) {
	const corrected = page.timeline.some((step) => step.kind === "correction" && step.detail === field);
	return corrected ? show.button("versions", __("Earlier versions"), "link", `data-field="${field}" data-label="${show.escape(label)}"`) : "";
}

function dossier_html(page) {
	const { required, present, missing, completeness, enforced } = page.dossier;
	const labels = SECTION_LABELS();
	const shown = WRITTEN.filter((field) => required.includes(field) || page.words[field]);
	const others = WRITTEN.filter((field) => !shown.includes(field));
	const parts = shown.map((field) => {
		const mark = present.includes(field) ? "✓" : missing.includes(field) && enforced ? "!" : "○";
		return `<div class="cfm-part"><h5><span class="cfm-mark" aria-hidden="true">${mark}</span> ${show.escape(labels[field])}
			${write_button(field, labels[field], page.words[field])}</h5>${page.words[field] ? show.words(page.words[field]) : ""}</div>`;
	});
	const more = others.map((field) => write_button(field, labels[field], "").replace(`>${__("Write")}<`, `>+ ${show.escape(labels[field])}<`));
	const lacking = missing.length
		? `<p class="cfm-next"><strong>${enforced ? __("Missing") : __("Not there yet")}:</strong> ${missing.map((section) => show.escape(labels[section])).join(" · ")}</p>`
		: "";
	return show.panel(
		`${__("Dossier")} · ${__("{0} % complete", [completeness])}`,
		lacking + parts.join("") + `<div class="cfm-more">${more.join("")}</div>`
	);
}

function after_html(frm, page) {
	return follow_ups_html(page) + cfm.panels.files(page, "Complaint", frm.doc.name) + cfm.panels.timeline(page);
}

function follow_ups_html(page) {
	if (!page.follow_ups || !page.follow_ups.length) return "";
	const rows = page.follow_ups.map(
		(row) => `<li><strong>${show.escape(__(row.kind))}</strong> ${__("due {0}", [show.moment(row.due_on)])}
		${row.result ? show.pill(__(row.result), row.result === "reached" ? "green" : "gray") : show.button("follow_up", __("Record"), "default", `data-name="${show.escape(row.name)}"`)}
		${row.handling_rating ? __("rated {0} of 5", [row.handling_rating]) : ""}</li>`
	);
	return show.panel(__("After closing"), `<ul class="cfm-follow-ups">${rows.join("")}</ul>`);
}

cfm.complaint.record_follow_up = (follow_up, reload) =>
	cfm.complaint.ask(
		__("Follow-up"),
		[
			{
				fieldname: "result",
				label: __("Result"),
				fieldtype: "Select",
				options: ["reached", "not reached", "refused"].map((value) => ({ value, label: __(value) })),
				reqd: 1,
			},
			...["effect", "reception_rating", "handling_rating"].map((fieldname, position) => ({
				fieldname,
				label: [__("Effect (1-5)"), __("Reception (1-5)"), __("Handling (1-5)")][position],
				fieldtype: "Select",
				options: ["", "1", "2", "3", "4", "5"],
				depends_on: "eval:doc.result === 'reached'",
			})),
		],
		__("Record"),
		({ result, ...ratings }) => cfm.call("desk_answers.record_follow_up", { follow_up, result, ratings }),
		reload
	);
