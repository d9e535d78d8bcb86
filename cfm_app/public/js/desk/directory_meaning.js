// What the words of somebody else's directory mean here, and what of her file has no place in ours.
frappe.provide("cfm.directory");

const show = cfm.show;
const MOST_ASKED = 60;
const TYPES = { service_type: "CFM Service Type", area: "CFM Area" };
const QUESTIONS = () => ({
	service_type: __("Kinds of services that the directory does not know: what are they here?"),
	area: __("Places that the directory does not know: which areas are they here?"),
});
const WHY = () => ({
	contacts: __("names of people: focal points are entered by hand"),
	assured_date: __("an entry counts as verified once one of us has made sure of it"),
	metadata: __("an entry counts as verified once one of us has made sure of it"),
	"schedules (not weekly)": __("hours that are no plain week, or not in force today"),
	"schedules (time zone)": __("hours are taken as the time at the place"),
	accessibility: __("free words: tick in the entry what is true"),
	service_areas: __("some of these areas are not known, so that all of them are left out"),
	phones: __("only one number for each place"),
	taxonomy_term: __("only one kind for each service"),
	locations: __("places without a service"),
});

cfm.directory.meaning_fields = (unknown) =>
	Object.keys(TYPES).flatMap((kind) => {
		const asked = unknown.slice(0, MOST_ASKED).filter((each) => each.kind === kind);
		if (!asked.length) return [];
		const fields = asked.map((each) => field(kind, each, unknown.indexOf(each)));
		const half = Math.ceil(fields.length / 2);
		const question = { fieldtype: "Section Break", label: QUESTIONS()[kind] };
		return [question, ...fields.slice(0, half), { fieldtype: "Column Break" }, ...fields.slice(half)];
	});

cfm.directory.how_to_answer = (unknown) => {
	if (!unknown.length) return "";
	const hint = __("One answer for each service is enough. Then look again: the answers are kept for the next file.");
	const more = unknown.length > MOST_ASKED ? ` ${__("and {0} more", [unknown.length - MOST_ASKED])}` : "";
	return `<p>${hint}${more}</p>`;
};

function field(kind, { words, count }, number) {
	return { fieldname: `meaning_${number}`, fieldtype: "Link", options: TYPES[kind], label: `${show.escape(words)} (${count})` };
}

cfm.directory.meant = (dialog, unknown, before) => {
	const chosen = { service_type: { ...before.service_type }, area: { ...before.area } };
	unknown.slice(0, MOST_ASKED).forEach(({ kind, words }, number) => {
		const code = dialog.get_value(`meaning_${number}`);
		if (code) chosen[kind][words] = code;
	});
	return chosen;
};

cfm.directory.left_html = ({ left, more }) => {
	if (!left.length) return "";
	const rows = left.map(({ path, count }) => `<li><bdi dir="ltr"><code>${show.escape(path)}</code></bdi> × ${count}${why(path)}</li>`);
	const note = more ? `<p>${__("and {0} more", [more])}</p>` : "";
	return `<details class="cfm-left-out"><summary>${__("What of this file has no place in the directory: {0}", [left.length + more])}</summary><ul>${rows.join("")}</ul>${note}</details>`;
};

function why(path) {
	const words = WHY()[path] || WHY()[path.split(".").pop()] || (path.endsWith("(shortened)") && __("too long, the end is left out"));
	return words ? ` · ${words}` : "";
}
