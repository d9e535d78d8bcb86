// Panels that the forms of complaints and contacts share: people, files, timeline.
frappe.provide("cfm.panels");

const show = cfm.show;

cfm.panels.people = (page, add_button = true) => {
	const rows = (page.parties || []).map(person_html).join("");
	const may_add = add_button && frappe.model.can_write("Complaint");
	const buttons =
		(page.may_reveal && !page.reveal && (page.parties || []).some((party) => party.masked && (party.name || party.phone || party.email))
			? show.button("reveal", __("Reveal identity"))
			: "") + (may_add ? show.button("add_party", __("Add a person")) : "");
	const wishes = page.safe_contact
		? `<p class="cfm-wishes"><strong>${__("Safe contact")}:</strong> <span dir="auto">${show.escape(
				page.safe_contact
		  )}</span></p>`
		: "";
	const body = rows ? `<ul class="cfm-people">${rows}</ul>` : show.nothing(__("Nobody is named."));
	return show.panel(__("The person"), body + wishes + earlier_html(page.earlier), buttons);
};

function person_html(party) {
	const parts = [party.name, party.phone, party.email].filter(Boolean).map((each) => `<bdi>${show.escape(each)}</bdi>`);
	const alias = party.alias ? `<span>${__("ask for {0}", [show.escape(party.alias)])}</span>` : "";
	return `<li><span class="cfm-role">${show.escape(__(party.role))}</span>
		<span class="cfm-identity" dir="auto">${parts.join(" · ") || show.escape(party.staff || __("no name given"))}</span>
		${alias}${party.masked && parts.length ? `<span class="cfm-masked">${__("masked")}</span>` : ""}
		${party.note ? show.words(party.note) : ""}</li>`;
}

function earlier_html(earlier) {
	if (!earlier || !earlier.length) return "";
	const rows = earlier.map(
		(row) => `<li>${show.link("Complaint", row.name)} ${show.state(row.workflow_state)} ${show.moment(row.received_on)}
			${row.may_be_the_same ? show.pill(__("may be the same matter"), "orange") : ""}</li>`
	);
	return `<p class="cfm-earlier-title">${__("Earlier complaints of the same person")}</p><ul class="cfm-earlier">${rows.join("")}</ul>`;
}

cfm.panels.files = (page, record_type, name) => {
	const rows = (page.files || []).map((file) => {
		const address = `/api/method/cfm_app.api.desk_files.open_file?record_type=${encodeURIComponent(
			record_type
		)}&name=${encodeURIComponent(name)}&file=${encodeURIComponent(file.name)}`;
		return `<li><a href="${address}" rel="noreferrer">${file_kind(file.mime)}</a>
			<span class="text-muted">${show.escape(file.extension)} · ${Math.ceil(file.size / 1024)} kB · ${show.moment(file.at)}</span></li>`;
	});
	const body = rows.length ? `<ul class="cfm-files">${rows.join("")}</ul>` : show.nothing(__("No files."));
	return show.panel(__("Files"), body, show.button("add_file", __("Add a file")));
};

function file_kind(mime) {
	if (mime.startsWith("image/")) return __("Photo");
	if (mime.startsWith("video/")) return __("Film");
	return mime.startsWith("audio/") ? __("Voice note") : __("Document");
}

cfm.panels.timeline = (page) => {
	const rows = (page.timeline || []).map(step_html).join("");
	return show.panel(
		__("What happened"),
		rows ? `<ol class="cfm-timeline">${rows}</ol>` : show.nothing(__("Nothing yet.")),
		show.button("add_note", __("Add a note"))
	);
};

function step_html(step) {
	const states =
		step.to_state && step.from_state
			? `${show.state(step.from_state)} <span aria-hidden="true" class="cfm-arrow">→</span> ${show.state(step.to_state)}`
			: "";
	const person = step.for_person ? `<span class="cfm-for-person">${__("visible to the person")}</span>` : "";
	return `<li class="cfm-step" data-kind="${show.escape(step.kind)}">
		<div class="cfm-step-head"><strong>${show.escape(sentence(__(step.kind)))}</strong> ${states}
		<span class="cfm-detail">${step.kind === "referral" ? referral_html(step) : show.escape(detail(step))}</span>${person}
		<span class="cfm-step-who">${show.escape(step.by_name || "")} · ${show.ago(step.at)}</span></div>
		${step.note ? show.words(step.note) : ""}</li>`;
}

function sentence(words) {
	return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

// "R-…: Accept" reads as a link and what happened.
function referral_html(step) {
	const [name, action = ""] = (step.detail || "").split(": ");
	return `${show.link("Referral", name)} ${show.escape(cfm.referrals.step_name(action))}`;
}

function detail(step) {
	if (step.to_state || !step.detail) return "";
	if (step.kind === "assigned") return step.detail;
	return step.detail.split(": ").map((part) => __(part.replaceAll("_", " "))).join(": ");
}

// What both forms do with a click in their panels.
cfm.panels.actions = (record_type, frm, reload) => ({
	add_note: () => ask_note(record_type, frm, reload),
	add_file: () => ask_file(record_type, frm, reload),
	reveal: () => ask_reveal(record_type, frm),
});

function ask_note(record_type, frm, reload) {
	const dialog = new frappe.ui.Dialog({
		title: __("Add a note"),
		fields: [{ fieldname: "note", label: __("Note"), fieldtype: "Small Text", reqd: 1 }],
		primary_action_label: __("Add"),
		primary_action: ({ note }) =>
			cfm.call("desk_complaint.add_note", { record_type, name: frm.doc.name, note }).then(() => {
				dialog.hide();
				reload();
			}),
	});
	dialog.show();
}

function ask_reveal(record_type, frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Reveal identity"),
		fields: [
			{
				fieldname: "reason",
				label: __("Why do you need to know who this is?"),
				description: __("Your name, the time and this reason go into the access log."),
				fieldtype: "Small Text",
				reqd: 1,
			},
		],
		primary_action_label: __("Reveal"),
		primary_action: ({ reason }) =>
			cfm.call("desk_complaint.reveal_identity", { record_type, name: frm.doc.name, reason }).then((parties) => {
				dialog.hide();
				cfm.panels.show_revealed(parties);
			}),
	});
	dialog.show();
}

// The names stand in a dialog that goes away; the form stays masked.
cfm.panels.show_revealed = (parties) => {
	frappe.msgprint({
		title: __("Identity"),
		message: `<ul class="cfm-people">${parties.map(person_html).join("")}</ul>`,
	});
};

function ask_file(record_type, frm, reload) {
	cfm.panels.send_file("/api/method/cfm_app.api.desk_files.add_file", { record_type, name: frm.doc.name }, reload);
}

// Lets the user choose a file and sends it with these values.
cfm.panels.send_file = (address, values, reload) => {
	const picker = $('<input type="file" accept="image/*,audio/*,application/pdf" hidden>').appendTo("body");
	picker.on("change", async () => {
		const file = picker[0].files[0];
		picker.remove();
		if (!file) return;
		const body = new FormData();
		Object.entries({ ...values, file }).forEach(([key, value]) => body.append(key, value));
		const answer = await fetch(address, {
			method: "POST",
			headers: { "X-Frappe-CSRF-Token": frappe.csrf_token, Accept: "application/json" },
			body,
		});
		if (!answer.ok) return frappe.msgprint(await refusal(answer));
		reload();
	});
	picker.trigger("click");
};

async function refusal(answer) {
	try {
		const messages = JSON.parse((await answer.json())._server_messages || "[]");
		return messages.map((message) => JSON.parse(message).message).join("<br>");
	} catch {
		return __("The file could not be added.");
	}
}

// Sends clicks on data-cfm-action in a box to the function of that name.
cfm.panels.listen = (frm, actions) => {
	frm.$wrapper.off("click.cfm").on("click.cfm", "[data-cfm-action]", (event) => {
		const action = actions[event.currentTarget.dataset.cfmAction];
		if (action) action(event.currentTarget.dataset);
	});
};
