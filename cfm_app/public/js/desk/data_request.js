// What a person asks about her own data: the form, its dialogs, and the door to it from a complaint.
frappe.provide("cfm.data_request");

const show = cfm.show;
const IN_PANEL = ["asked", "person_name", "phone", "email", "records", "answer", "extension_reason"];
const STANDING_COLORS = { "on track": "green", "due soon": "orange", overdue: "red", answered: "gray", "answered late": "red" };
const STATE_COLORS = { Received: "red", "Identity checked": "orange", "In work": "blue", Answered: "green", Refused: "gray" };
const KINDS = ["access", "correction", "erasure", "restriction", "objection", "portability"];
const MEANS = [
	"receipt code",
	"called the known number",
	"answered from the known address",
	"identity document seen",
	"known to a colleague in person",
	"paper of the guardian or representative",
];
const REFUSALS = [
	"not the person",
	"no data found",
	"the law obliges us to keep it",
	"it would harm somebody else",
	"repeated without a new reason",
];
const as_options = (values) => values.map((value) => ({ value, label: __(value) }));

cfm.data_request.color = (state) => STATE_COLORS[state] || "gray";

cfm.data_request.show = async (frm) => {
	cfm.form.make_confidential(frm);
	if (frm.is_new()) {
		frm.disable_save();
		return cfm.data_request.open();
	}
	cfm.form.hide(frm, IN_PANEL);
	const name = frm.doc.name;
	const page = await cfm.call("desk_data_request.request_page", { name });
	if (frm.doc.name === name) draw(frm, page);
};

function draw(frm, page) {
	const reload = () => frm.reload_doc();
	cfm.form.first_box(frm).html(headline(frm, page));
	cfm.form.box(frm, "asked", "asked_section").html(page.words ? asked_html(page) + records_html(page) : "");
	cfm.panels.listen(frm, {
		check_identity: () => check_identity(frm, reload),
		ask_erasure: () => ask_erasure(frm, page, reload),
		make_copy: () => make_copy(frm),
	});
	buttons(frm, page, reload);
}

function headline(frm, page) {
	const due = show.escape(frappe.datetime.str_to_user(frm.doc.due_on));
	return `<div class="cfm-overview"><div class="cfm-overview-head"><span class="cfm-reference-large" dir="ltr">${show.escape(frm.doc.name)}</span>
		${show.pill(__(frm.doc.state), cfm.data_request.color(frm.doc.state))}${show.pill(__(page.standing), STANDING_COLORS[page.standing])}</div>
		<p class="cfm-headline"><strong>${__("Last day for the answer")}:</strong> ${due} · ${show.escape(__(frm.doc.kind))}</p>${next_html(frm, page)}</div>`;
}

function next_html(frm, page) {
	if (!page.words || page.ended) return "";
	if (!frm.doc.identity_checked_on) {
		return `<p class="cfm-next"><strong>${__("Next")}:</strong> ${__("make sure that this is the person")} ${show.button("check_identity", __("Record the check"), "primary")}</p>`;
	}
	return page.may_copy ? `<p class="cfm-next">${show.button("make_copy", __("Make the copy"), "primary")}</p>` : "";
}

function asked_html(page) {
	const words = page.words;
	const known = [words.person_name, words.phone, words.email].filter(Boolean);
	const person = known.map((each) => `<bdi>${show.escape(each)}</bdi>`).join(" · ");
	const part = (label, text) => (text ? `<h5>${label}</h5>${show.words(text)}` : "");
	return show.panel(
		__("The person and the wish"),
		`<p class="cfm-identity" dir="auto">${person || show.escape(__("no name given"))}</p>` +
			part(__("In the person's words"), words.asked) +
			part(__("Why more time was taken"), words.extension_reason) +
			part(__("What the person was told"), words.answer)
	);
}

function records_html(page) {
	const rows = page.records.map(
		(row) => `<li><span class="cfm-reference" dir="ltr">${show.escape(row.record)}</span> ${show.state(row.state)}
			<span class="text-muted">${show.escape(__(row.role))}</span>
			${row.same_name ? "" : show.pill(__("other name, same number or address"), "orange")}
			${row.is_open ? show.pill(__("still open"), "orange") : ""}${row.on_hold ? show.pill(__("on hold"), "red") : ""}
			${row.order ? `${show.link("CFM Erasure", row.order)} ${show.pill(__(row.order_state), "blue")}` : ""}</li>`
	);
	const body = rows.length
		? `<ul class="cfm-follow-ups">${rows.join("")}</ul><p class="text-muted">${__("Found by number, address or code. You see that they exist, not what they say.")}</p>`
		: show.nothing(__("Nothing was found by this number, address or code."));
	const free = !page.ended && page.records.some((row) => !row.order);
	return show.panel(__("Records of this person"), body, free ? show.button("ask_erasure", __("Ask for erasure")) : "");
}

function buttons(frm, page, reload) {
	frm.clear_custom_buttons();
	if (!page.words || page.ended) return;
	const name = frm.doc.name;
	const work = __("Work");
	if (!frm.doc.identity_checked_on) frm.add_custom_button(__("Record the check"), () => check_identity(frm, reload), work);
	if (frm.doc.state === "Identity checked") frm.add_custom_button(__("Take it on"), () => cfm.call("desk_data_request.take", { name }).then(reload), work);
	if (!frm.doc.extended_on) frm.add_custom_button(__("Take more time"), () => extend(frm, reload), work);
	frm.add_custom_button(__("Answer"), () => answer(frm, reload), work);
	frm.add_custom_button(__("Refuse"), () => refuse(frm, reload), work);
}

function check_identity(frm, reload) {
	cfm.complaint.ask(
		__("Is it this person?"),
		[{ fieldname: "means", label: __("Checked how"), fieldtype: "Select", options: as_options(MEANS), reqd: 1 }],
		__("Record"),
		({ means }) => cfm.call("desk_data_request.check_identity", { name: frm.doc.name, means }),
		reload
	);
}

function extend(frm, reload) {
	cfm.complaint.ask(
		__("Take more time"),
		[
			{ fieldname: "reason", label: __("Why more time is needed"), fieldtype: "Small Text", reqd: 1 },
			{ fieldname: "person_told_on", label: __("Person told of it on"), fieldtype: "Date", reqd: 1, default: frappe.datetime.get_today() },
		],
		__("Take more time"),
		(values) => cfm.call("desk_data_request.extend", { name: frm.doc.name, ...values }),
		reload
	);
}

const told_field = () => ({ fieldname: "words", label: __("What the person was told"), fieldtype: "Small Text", reqd: 1 });

function answer(frm, reload) {
	const forgets = frm.doc.kind === "erasure" ? __("With this, name and words go out of this request too.") : "";
	cfm.complaint.ask(
		__("Answer"),
		[{ ...told_field(), description: forgets }],
		__("Close the request"),
		({ words }) => cfm.call("desk_data_request.answer", { name: frm.doc.name, words }),
		reload
	);
}

function refuse(frm, reload) {
	cfm.complaint.ask(
		__("Refuse"),
		[{ fieldname: "because", label: __("Refused because"), fieldtype: "Select", options: as_options(REFUSALS), reqd: 1 }, told_field()],
		__("Refuse"),
		(values) => cfm.call("desk_data_request.refuse", { name: frm.doc.name, ...values }),
		reload
	);
}

function ask_erasure(frm, page, reload) {
	const rows = page.records.filter((row) => !row.order);
	const fields = rows.map((row) => ({
		fieldname: row.record.replaceAll("-", "_"),
		label: `${row.record} · ${__(row.role)}`,
		fieldtype: "Check",
		default: row.same_name && !row.is_open && !row.on_hold ? 1 : 0,
		description: [
			!row.same_name && __("other name, same number or address"),
			row.is_open && __("still open"),
			row.on_hold && __("on hold"),
		]
			.filter(Boolean)
			.join(" · "),
	}));
	cfm.complaint.ask(
		__("Ask for erasure"),
		[{ fieldtype: "HTML", options: `<p>${__("Somebody else decides. What goes does not come back.")}</p>` }, ...fields],
		__("Ask for it"),
		async (values) => {
			const records = rows.map((row) => row.record).filter((record) => values[record.replaceAll("-", "_")]);
			const { kept } = await cfm.call("desk_data_request.ask_erasure", { name: frm.doc.name, records });
			if (Object.keys(kept).length) frappe.msgprint(Object.values(kept).map(show.escape).join("<br>"));
		},
		reload
	);
}

// The file is locked; its password is shown once and goes to the person on another way than the file.
async function make_copy(frm) {
	const copy = await cfm.call("desk_data_request.make_copy", { name: frm.doc.name }, { freeze: true });
	const bytes = Uint8Array.from(atob(copy.content), (character) => character.charCodeAt(0));
	const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
	const link = document.createElement("a");
	Object.assign(link, { href: address, download: copy.filename });
	link.click();
	URL.revokeObjectURL(address);
	const left_out = copy.left_out.length
		? `<p>${__("Not in it, because only the named focal points read it: {0}", [copy.left_out.map(show.escape).join(", ")])}</p>`
		: "";
	const others = copy.other_names.length
		? `<p>${__("Not in it, because the same number or address is known there under another name: {0}. If this is the same person, record a request with that name.", [copy.other_names.map(show.escape).join(", ")])}</p>`
		: "";
	frappe.msgprint({
		title: __("The copy is locked"),
		message: `<p>${__("Password, shown only now: {0}", [`<code dir="ltr">${show.escape(copy.password)}</code>`])}</p>
			<p>${__("Give file and password on two different ways, never both by e-mail. Look through it first: the person's own words may name others.")}</p>${left_out}${others}`,
	});
}

const kind_field = () => ({ fieldname: "kind", label: __("The person wants"), fieldtype: "Select", options: as_options(KINDS), reqd: 1 });
const asked_field = () => ({ fieldname: "asked", label: __("In the person's words"), fieldtype: "Small Text", reqd: 1 });
const say_received = ({ name, due_on }) =>
	frappe.show_alert({ message: __("{0} is recorded. Last day for the answer: {1}.", [name, frappe.datetime.str_to_user(due_on)]), indicator: "green" }, 10);

cfm.data_request.open = () => {
	const dialog = new frappe.ui.Dialog({
		title: __("Somebody asks about their data"),
		fields: [
			kind_field(),
			asked_field(),
			{ fieldtype: "Section Break" },
			{ fieldname: "person_name", label: __("Name"), fieldtype: "Data" },
			{ fieldname: "phone", label: __("Phone"), fieldtype: "Data" },
			{ fieldtype: "Column Break" },
			{ fieldname: "email", label: __("E-mail"), fieldtype: "Data" },
			{ fieldname: "receipt", label: __("Receipt code, if there is one"), fieldtype: "Data" },
			{ fieldtype: "Section Break" },
			{ fieldname: "received_on", label: __("Received on"), fieldtype: "Date", default: frappe.datetime.get_today(), reqd: 1 },
			{ fieldname: "channel", label: __("Channel"), fieldtype: "Link", options: "CFM Channel", only_select: 1 },
			{ fieldtype: "Column Break" },
			{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area", only_select: 1, default: frappe.boot.cfm?.default_area },
		],
		primary_action_label: __("Record"),
		primary_action: ({ kind, asked, receipt, person_name, phone, email, ...facts }) =>
			cfm
				.call("desk_data_request.record_request", { kind, asked, facts, person: { person_name, phone, email }, receipt: receipt || "" })
				.then((made) => {
					dialog.hide();
					say_received(made);
					if (frappe.model.can_read("CFM Data Request")) frappe.set_route("Form", "CFM Data Request", made.name);
				}),
	});
	dialog.show();
};

function record_for(frm) {
	cfm.complaint.ask(
		__("The person asks about their data"),
		[kind_field(), { ...asked_field(), description: __("Name and number go along sealed. Who answers for data protection is told.") }],
		__("Record"),
		(values) => cfm.call("desk_data_request.record_for", { record_type: "Complaint", name: frm.doc.name, ...values }).then(say_received),
		() => {}
	);
}

cfm.complaint.parts.push({
	box: "data_request",
	after: "ending",
	buttons: (frm, page, reload, group) => {
		if (page.depth === "full" && frappe.model.can_create("CFM Data Request")) {
			frm.add_custom_button(__("The person asks about their data"), () => record_for(frm), group);
		}
	},
});
