// Small pieces of HTML that several screens show. Whatever a person wrote is escaped and finds its own direction.
frappe.provide("cfm.show");

const LEVEL_COLORS = ["green", "blue", "blue", "yellow", "orange", "red", "purple"];
const URGENCY_COLORS = { U1: "red", U2: "orange", U3: "yellow", U4: "blue", U5: "gray" };
const STATE_COLORS = {
	Received: "red",
	Triaged: "blue",
	"In progress": "blue",
	Waiting: "orange",
	"Answer drafted": "cyan",
	"Answer approved": "cyan",
	Answered: "green",
	Closed: "green",
	Reopened: "orange",
	Appealed: "red",
	"Out of scope": "gray",
	Duplicate: "gray",
	Withdrawn: "gray",
	New: "red",
	Claimed: "orange",
	Classified: "green",
	"No feedback": "gray",
};

Object.assign(cfm.show, {
	escape: (text) => frappe.utils.escape_html(String(text ?? "")),

	words: (text) => `<div class="cfm-words" dir="auto">${cfm.show.escape(text)}</div>`,

	pill: (label, color) =>
		`<span class="indicator-pill no-indicator-dot ${color || "gray"} cfm-pill">${cfm.show.escape(
			label
		)}</span>`,

	state: (state) => cfm.show.pill(__(state), cfm.show.state_color(state)),

	state_color: (state) => STATE_COLORS[state] || "gray",

	level: (level, title) =>
		cfm.show.pill(title ? __("Level {0}: {1}", [String(level || 0), title]) : __("Level {0}", [String(level || 0)]), LEVEL_COLORS[level || 0]),

	level_color: (level) => LEVEL_COLORS[level] || "gray",

	urgency: (code, title) =>
		cfm.show.pill(`${code === "U1" ? "▲ " : ""}${title || code}`, URGENCY_COLORS[code]),

	urgency_color: (code) => URGENCY_COLORS[code] || "gray",

	moment: (at) => (at ? `<time dir="ltr" datetime="${cfm.show.escape(at)}">${short(at)}</time>` : ""),

	ago: (at) =>
		at ? `<time title="${short(at)}">${cfm.show.escape(frappe.datetime.prettyDate(at))}</time>` : "",

	link: (doctype, name) =>
		`<a class="cfm-reference" href="/app/${frappe.router.slug(doctype)}/${encodeURIComponent(
			name
		)}">${cfm.show.escape(name)}</a>`,

	button: (action, label, kind = "default", data = "") =>
		`<button type="button" class="btn btn-xs btn-${kind}" data-cfm-action="${action}" ${data}>${cfm.show.escape(
			label
		)}</button>`,

	panel: (title, body, buttons = "") =>
		`<section class="cfm-panel"><header class="cfm-panel-head"><h4>${cfm.show.escape(title)}</h4>
		<div class="cfm-panel-buttons">${buttons}</div></header>${body}</section>`,

	nothing: (text) => `<p class="cfm-nothing">${cfm.show.escape(text)}</p>`,
});

// Seconds help nobody; date and time zone are those the user has chosen, as in every field.
function short(at) {
	const format = frappe.datetime.get_user_date_fmt().toUpperCase();
	return cfm.show.escape(moment(frappe.datetime.convert_to_user_tz(at)).format(`${format} HH:mm`));
}

// A session may end while somebody types: what is needed then is a way back, not a refusal.
function say_when_logged_out() {
	if (!["Guest", "", undefined, null].includes(frappe.get_cookie("user_id"))) return;
	frappe.msgprint(
		__("You are logged out. Log in again in another tab, then press once more: your text stays here.")
	);
}

// A title that was just chosen becomes its code when the server has answered. Sends what the dialog holds after that,
// so that a quick hand on a slow line sends no titles; without the needed fields it says so and sends nothing.
cfm.when_settled = async (dialog, send) => {
	// one answer may lead to the next question: first the form of the other record, then whether it is there
	do {
		await frappe.after_ajax();
		await new Promise((resolve) => setTimeout(resolve));
	} while (frappe.request.ajax_count);
	const values = dialog.get_values();
	return values && send(values);
};

// One way to call the server: the button stands still until the answer is there, a refusal leaves what was typed.
cfm.call = (method, args, options = {}) =>
	frappe
		.call({
			method: `cfm_app.api.${method}`,
			args,
			freeze: Boolean(options.freeze),
			type: options.type || "POST",
			error: say_when_logged_out,
		})
		.then((answer) => answer.message);
