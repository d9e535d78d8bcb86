const AT_ONCE = 12;

frappe.pages["self-check"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Self-check"), single_column: true });
	wrapper.cfm_check = $('<div class="cfm-work"></div>').appendTo(page.main);
	page.set_primary_action(__("Check this site now"), () => check(wrapper, page));
};

frappe.pages["self-check"].on_page_show = (wrapper) => show(wrapper);

async function show(wrapper) {
	wrapper.cfm_known = await cfm.call("desk_self_check.overview");
	draw(wrapper);
}

// A few paths at a time: each request is short, and what was found so far stays when one fails.
async function check(wrapper, page) {
	page.btn_primary.prop("disabled", true);
	const keys = wrapper.cfm_known.paths.map((path) => path.key);
	try {
		for (let done = 0; done < keys.length; done += AT_ONCE) {
			frappe.show_progress(__("Self-check"), done, keys.length, __("Trying the known ways around the rule"));
			await cfm.call("desk_self_check.try_paths", { keys: keys.slice(done, done + AT_ONCE) });
		}
		frappe.show_progress(__("Self-check"), keys.length, keys.length, __("Reading the access log"), true);
		await cfm.call("desk_self_check.verify_log");
	} finally {
		frappe.hide_progress();
		page.btn_primary.prop("disabled", false);
		await show(wrapper);
	}
}

function draw(wrapper) {
	const known = wrapper.cfm_known;
	wrapper.cfm_check.html(
		[
			when(known),
			counts(known),
			section(__("How this site is set up"), known.configuration.map(finding).join(""), __("Nothing to change.")),
			section(__("Ways around the rule"), sorted(known.paths).map(path).join("")),
		].join("")
	);
}

function when(known) {
	if (!known.at) return note(__("Nothing has been tried on this site yet. Press “Check this site now”: everything tried is undone."));
	if (!known.is_of_this_version) return note(__("Frappe has changed since the last check, so check again."));
	return `<p class="text-muted">${__("Last checked {0}, Frappe {1}", [
		cfm.show.moment(known.at),
		cfm.show.escape(known.frappe_version),
	])}</p>`;
}

function note(text) {
	return `<p class="cfm-hint">${cfm.show.escape(text)}</p>`;
}

function counts(known) {
	const of = (rows, field, value) => rows.filter((row) => row[field] === value).length;
	const card = (label, number, alarm) =>
		`<div class="cfm-count ${alarm && number ? "cfm-alarm" : ""}"><strong>${number}</strong>${cfm.show.escape(label)}</div>`;
	const exposed = of(known.paths, "verdict", "exposed") + of(known.configuration, "weight", "exposed");
	return `<div class="cfm-counts">${card(__("exposed"), exposed, true)}${card(
		__("weak"),
		of(known.configuration, "weight", "weak")
	)}${card(__("protected"), of(known.paths, "verdict", "protected"))}${card(
		__("not tried"),
		of(known.paths, "verdict", "not tried")
	)}</div>`;
}

const COLORS = { exposed: "red", weak: "orange", "not tried": "gray", protected: "green" };

function sorted(paths) {
	const rank = Object.keys(COLORS);
	return [...paths].sort((a, b) => rank.indexOf(a.verdict) - rank.indexOf(b.verdict) || a.number - b.number);
}

function finding(row) {
	return line(row.weight, "", row.what, row.remedy);
}

function path(row) {
	return line(row.verdict, row.number, row.title, row.verdict === "exposed" ? row.remedy : "");
}

function line(verdict, number, text, remedy) {
	const show = cfm.show;
	return `<div class="cfm-row"><span>${show.pill(__(verdict), COLORS[verdict])}</span><span dir="auto">${show.escape(text)}${
		remedy ? `<br><span class="text-muted">${show.escape(remedy)}</span>` : ""
	}</span><span class="cfm-row-end text-muted" dir="ltr">${show.escape(number)}</span></div>`;
}

function section(title, rows, empty = "") {
	return `<section><h3>${cfm.show.escape(title)}</h3>${
		rows ? `<div class="cfm-rows">${rows}</div>` : cfm.show.nothing(empty)
	}</section>`;
}
