// The part of the quick intake that decides how much is asked: somebody hurt by an aid worker, or a child.
frappe.provide("cfm.intake_care");

const AGE_BANDS = ["0-4", "5-11", "12-17", "18-59", "60+", "UNKNOWN"];
const CHILD_BANDS = ["0-4", "5-11", "12-17"];
const NO_READY_ANSWERS_FROM = 4;
const PROPOSED_FIRST = "QUESTION";
const TYPE_OF_BRANCH = { INFO: "QUESTION", PROT: "PROT_CONCERN", EXT: "OTHER_ACTOR", POS: "THANKS", RUM: "RUMOUR" };
const IS_MINIMAL = "['yes', 'unknown'].includes(doc.aid_worker_involved)";
const IS_CHILD = `(doc.child_affected || ${JSON.stringify(CHILD_BANDS)}.includes(doc.age_band))`;

// Everything that goes beyond the minimal record disappears while the answer is yes or unknown.
cfm.intake_care.unless_minimal = (field) => ({ ...field, depends_on: `eval:!${IS_MINIMAL}` });

cfm.intake_care.first_fields = () => [
	{ fieldtype: "Section Break", fieldname: "first", label: __("The person first"), depends_on: "eval:doc.aid_worker_involved" },
	{ fieldname: "prompts", fieldtype: "HTML" },
	{ fieldtype: "Section Break", depends_on: `eval:${IS_MINIMAL}` },
	...cfm.care.danger_fields({ mandatory_depends_on: `eval:${IS_MINIMAL}` }).flatMap((field, position) => (position ? [{ fieldtype: "Column Break" }, field] : [field])),
];

cfm.intake_care.age_fields = () => [
	{
		fieldname: "age_band",
		label: __("Age"),
		fieldtype: "Select",
		options: ["", ...AGE_BANDS].map((value) => ({ value, label: value && __(value) })),
		onchange: cfm.intake_care.ask,
	},
	{ fieldname: "child_affected", label: __("A child is affected"), fieldtype: "Check", onchange: cfm.intake_care.ask },
];

cfm.intake_care.child_fields = () => [
	{ fieldtype: "Section Break", label: __("A child"), depends_on: `eval:${IS_CHILD}` },
	...cfm.care.child_fields(cfm.care.CHOICES),
];

// Asks about aid workers when the category or the age wants to know, and shows what to say while the answer stands.
cfm.intake_care.ask = async () => {
	const dialog = window.cur_dialog;
	if (!dialog?.fields_dict.aid_worker_involved) return;
	const category = dialog.get_value("category");
	const found = category && (await frappe.db.get_value("CFM Category", category, ["asks_aid_worker_question", "is_about_conduct", "default_level"]));
	const is_child = dialog.get_value("child_affected") || CHILD_BANDS.includes(dialog.get_value("age_band"));
	const asks = Number(found?.message?.asks_aid_worker_question || is_child || 0);
	if (category) propose_type(dialog, category, found.message);
	dialog.get_field("answers")?.$wrapper.toggleClass("hidden", Number(found?.message?.default_level || 0) >= NO_READY_ANSWERS_FROM);
	dialog.set_df_property("aid_worker_involved", "hidden", asks ? 0 : 1);
	dialog.set_df_property("aid_worker_involved", "reqd", asks ? 1 : 0);
	if (!asks && dialog.get_value("aid_worker_involved")) await dialog.set_value("aid_worker_involved", "");
};

// A type that nobody chose by hand follows the category.
function propose_type(dialog, category, facts) {
	const field = dialog.get_field("feedback_type");
	if (!field || ![PROPOSED_FIRST, dialog.proposed_type].includes(dialog.get_value("feedback_type"))) return;
	const branch = category.split(".")[0];
	dialog.proposed_type = Number(facts.is_about_conduct) ? "COMPL_CONDUCT" : TYPE_OF_BRANCH[branch] || "COMPL_PROG";
	return frappe.utils.fetch_link_title("CFM Feedback Type", dialog.proposed_type).then(() => dialog.set_value("feedback_type", dialog.proposed_type));
}

cfm.intake_care.show_prompts = async () => {
	const dialog = window.cur_dialog;
	const answer = dialog?.get_value("aid_worker_involved");
	// the question was hidden when the dialog was made, so the dialog itself does not listen to it
	dialog?.refresh_dependency();
	if (!answer) return;
	const { help } = await cfm.call("desk_care.survivor_help", { area: dialog.get_value("area") || "" });
	dialog.get_field("prompts").$wrapper.html(cfm.care.prompts_html(help, answer));
};
