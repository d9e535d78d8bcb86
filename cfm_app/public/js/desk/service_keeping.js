// Who keeps an entry of the directory says on My work that it is still true; whoever may not change it proposes what is.
frappe.provide("cfm.service_keeping");

const show = cfm.show;
const HOW = ["by phone", "by visit", "by e-mail"];
const FRESH_COLORS = { due: "orange", stale: "red", "never verified": "red", ended: "red", "ends soon": "orange", "without owner": "red" };
const OF_SITE = ["phone", "hours", "address"];
const PROPOSED = ["capacity", "is_active", "plain_words", "how_to_access", "access_words", "cost", "documents", "referral_criteria", "languages", "for_sex", "age_from", "age_to", "starts_on", "ends_on"];
const call = (method, args) => cfm.call(`desk_service_keeping.${method}`, args, { freeze: true });

// A row of My work: why it waits, and one tap for what can be said of it.
cfm.service_keeping.entry_row = (row) =>
	`<div class="cfm-row cfm-entry"><a class="cfm-reference" href="${form_of(row.name)}" dir="auto">${show.escape(row.title)}</a>
		<span><span class="text-muted" dir="auto">${show.escape(row.provider_title)} · ${show.escape(row.type_title)}</span><br>
		<span class="cfm-row-pills">${row.reasons.map((reason) => show.pill(reason_words(reason, row), FRESH_COLORS[reason])).join("")}</span></span>
		<span class="cfm-row-end cfm-entry-buttons">${buttons(row)}</span></div>`;

const form_of = (name) => `/app/cfm-service/${encodeURIComponent(name)}`;

function reason_words(reason, row) {
	// held together, so that right-to-left text does not turn the parts of a day around
	const day = (date) => (date ? `\u2066${frappe.datetime.str_to_user(date)}\u2069` : "");
	if (reason === "ended") return __("ended on {0}", [day(row.last_day)]);
	if (reason === "ends soon") return __("ends on {0}", [day(row.last_day)]);
	if (reason === "without owner") return __("nobody keeps it");
	if (reason === "due" && row.due_on) return __("to verify since {0}", [day(row.due_on)]);
	if (reason === "stale" && row.due_on) return __("not verified in time, was due on {0}", [day(row.due_on)]);
	return __(reason);
}

function buttons(row) {
	const button = (action, label, kind, more = "") => show.button(action, label, kind, `data-entry="${show.escape(row.name)}" ${more}`);
	const over = row.reasons.includes("ended") ? button("take_out_of_use", __("It is over"), "default") : "";
	const take = row.reasons.includes("without owner") ? button("take_over", __("I keep it from now on"), "primary") : "";
	const words = HOW.map((how) => button("verify", __(how), "default", `data-how="${how}"`)).join("");
	return `${take}${over}<span class="cfm-still-true">${__("Still true, made sure")}</span> ${words}`;
}

cfm.service_keeping.suggestion_row = (row) =>
	`<div class="cfm-row cfm-entry"><a class="cfm-reference" href="${form_of(row.service)}" dir="auto">${show.escape(row.title)}</a>
		<span>${change_words(row)}<br><span class="text-muted">${__("proposed by {0}", [show.escape(row.proposed_by_name)])} · ${show.ago(row.proposed_on)}</span></span>
		<span class="cfm-row-end cfm-entry-buttons">${decide_buttons(row)}</span></div>`;

function change_words(row) {
	const value = (text) => `<bdi>${show.escape(spoken(row.field, text))}</bdi>`;
	const where = row.site_title ? ` (<bdi>${show.escape(row.site_title)}</bdi>)` : "";
	return `<strong>${show.escape(row.label)}</strong>${where}: <del>${value(row.before)}</del> <ins>${value(row.after)}</ins>`;
}

function spoken(field, text) {
	if (field === "is_active") return text === "1" ? __("yes") : __("no");
	return ["capacity", "how_to_access", "for_sex"].includes(field) && text ? __(text) : text || __("nothing");
}

function decide_buttons(row) {
	const data = `data-suggestion="${show.escape(row.name)}"`;
	return show.button("accept", __("Accept"), "primary", data) + show.button("reject", __("No"), "default", data);
}

// Listens on a box that holds such rows; `changed` is called when something was done.
cfm.service_keeping.listen = (box, changed) => {
	box.on("click", "[data-entry]", ({ currentTarget: { dataset } }) => {
		const args = { service: dataset.entry };
		const done = dataset.cfmAction === "verify" ? cfm.services.say_true({ ...args, how: dataset.how }) : call(dataset.cfmAction, args);
		done.then(changed);
	});
	box.on("click", "[data-suggestion]", ({ currentTarget: { dataset } }) => call(dataset.cfmAction, { suggestion: dataset.suggestion }).then(changed));
};

// The form of an entry: who keeps it, what others propose, and for who may not change it a way to propose.
cfm.service_keeping.show = async (frm) => {
	const name = frm.doc.name;
	const entry = await cfm.call("desk_service_keeping.entry", { service: name });
	if (frm.doc.name !== name) return;
	if (!entry.may_change) {
		frm.disable_form();
		frm.add_custom_button(__("Propose a change"), () => propose(frm)).addClass("btn-primary");
	}
	const rows = entry.suggestions.map((row) => `<li>${change_words(row)} ${entry.may_change ? decide_buttons(row) : ""}</li>`).join("");
	const kept = `<p>${__("Kept true by {0}", [entry.keepers.map((each) => `<bdi>${show.escape(each)}</bdi>`).join(", ")])}</p>`;
	const box = $(`<div class="cfm-entry-kept">${kept}${rows ? `<ul>${rows}</ul>` : ""}</div>`);
	frm.dashboard.add_section(box, __("Who keeps it true"));
	cfm.service_keeping.listen(box, () => frm.reload_doc());
	return entry;
};

function propose(frm) {
	const sites = frm.doc.sites.filter((site) => !site.is_hidden);
	const dialog = new frappe.ui.Dialog({
		title: __("Propose a change"),
		fields: [
			{ fieldname: "what", label: __("What is wrong"), fieldtype: "Select", reqd: 1, options: choices(sites), onchange: () => ask_for(dialog, frm) },
			{ fieldname: "now", label: __("It says now"), fieldtype: "Small Text", read_only: 1, depends_on: "what" },
			{ fieldname: "value", label: __("What is right"), fieldtype: "Small Text", depends_on: "eval:doc.what && !doc.is_choice" },
			{ fieldname: "choice", label: __("What is right"), fieldtype: "Select", depends_on: "eval:doc.is_choice" },
			{ fieldname: "is_choice", fieldtype: "Check", hidden: 1 },
		],
		primary_action_label: __("Propose"),
		primary_action: ({ what, value, choice, is_choice }) => {
			const [field, site = ""] = what.split("@");
			const said = is_choice ? choice : value;
			return call("propose", { service: frm.doc.name, field, site, value: said || "" }).then(() => {
				dialog.hide();
				frm.reload_doc();
				frappe.show_alert({ message: __("Who keeps the entry has been told."), indicator: "green" });
			});
		},
	});
	dialog.show();
}

function choices(sites) {
	const label = (doctype, field) => __(frappe.meta.get_label(doctype, field));
	const of_sites = sites.flatMap((site) => OF_SITE.map((field) => ({ value: `${field}@${site.name}`, label: `${label("CFM Service Site", field)} · ${show.escape(site.title)}` })));
	return ["", ...of_sites, ...PROPOSED.map((field) => ({ value: field, label: label("CFM Service", field) }))];
}

function ask_for(dialog, frm) {
	const [field, site] = (dialog.get_value("what") || "").split("@");
	if (!field) return;
	const place = site ? frm.doc.sites.find((each) => each.name === site) : frm.doc;
	const docfield = frappe.meta.get_docfield(place.doctype, field);
	const options = { Select: () => docfield.options.split("\n").map((value) => ({ value, label: __(value) })), Check: () => [{ value: "1", label: __("yes") }, { value: "0", label: __("no") }] }[docfield.fieldtype];
	if (options) dialog.set_df_property("choice", "options", options());
	dialog.set_df_property("value", "description", docfield.fieldtype === "Date" ? __("Year-month-day, as in 2027-01-31") : "");
	dialog.set_values({ now: spoken(field, String(place[field] ?? "")), is_choice: options ? 1 : 0, value: "" });
}
