// What operators have to know. What is urgent stands above the dialogs they work in until they say that they have read it.
frappe.provide("cfm.bulletins");

const show = cfm.show;

cfm.bulletins.html = (row) =>
	`<article class="cfm-notice cfm-bulletin ${row.is_urgent ? "cfm-urgent" : ""}">${row.is_urgent ? show.pill(__("Urgent"), "red") : ""} <strong dir="auto">${show.escape(row.title)}</strong>
		<span class="text-muted">${show.ago(row.published_on)}</span>${show.words(row.words)}${show.button("have_read", __("I have read it"), row.is_urgent ? "primary" : "default", `data-bulletin="${show.escape(row.name)}"`)}</article>`;

// All that one has not read: the urgent ones open, the others behind one line above the work.
cfm.bulletins.unread = (rows, is_open) => {
	const urgent = rows.filter((row) => row.is_urgent);
	const others = rows.filter((row) => !row.is_urgent);
	const line = `<summary>${__("Announcements to read: {0}", [others.length])}</summary>`;
	const list = others.length ? `<details class="cfm-bulletins" ${is_open ? "open" : ""}>${line}${others.map(cfm.bulletins.html).join("")}</details>` : "";
	return urgent.map(cfm.bulletins.html).join("") + list;
};

// Shows the urgent ones on top of a dialog; what was typed below stays.
cfm.bulletins.show_in = async (dialog) => {
	if (!frappe.model.can_read("CFM Bulletin")) return;
	const rows = await cfm.call("desk_bulletins.urgent");
	box_of(dialog).html(rows.map(cfm.bulletins.html).join(""));
};

function box_of(dialog) {
	const known = dialog.$wrapper.find(".cfm-urgent-bulletins");
	if (known.length) return known;
	const box = $('<div class="cfm-urgent-bulletins" role="status"></div>').prependTo(dialog.$body);
	box.on("click", "[data-bulletin]", ({ currentTarget }) =>
		cfm.call("desk_bulletins.have_read", { bulletin: currentTarget.dataset.bulletin }).then(() => cfm.bulletins.show_in(dialog))
	);
	return box;
}

// On the form of a bulletin: the names of who has read it and of who has not.
cfm.bulletins.show_readers = async (frm) => {
	const { read, waiting } = await cfm.call("desk_bulletins.readers", { bulletin: frm.doc.name });
	frm.dashboard.set_headline_alert(__("Read by {0} of {1} operators", [String(read.length), String(read.length + waiting.length)]));
	frm.add_custom_button(__("Who has read it"), () => list_readers(read, waiting));
};

function list_readers(read, waiting) {
	const list = (names) => (names.length ? `<ul>${names.map((name) => `<li dir="auto">${name}</li>`).join("")}</ul>` : show.nothing(__("Nobody")));
	const when = (row) => `${show.escape(row.name)} <span class="text-muted">${show.moment(row.read_on)}</span>`;
	frappe.msgprint({
		title: __("Who has read it"),
		message: show.panel(__("Have not read it yet"), list(waiting.map(show.escape))) + show.panel(__("Have read it"), list(read.map(when))),
	});
}
