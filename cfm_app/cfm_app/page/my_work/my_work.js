frappe.pages["my-work"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("My work"), single_column: true });
	wrapper.cfm_work = $('<div class="cfm-work"></div>').appendTo(page.main);
	wrapper.cfm_work.on("click", "[data-bulletin]", ({ currentTarget }) =>
		cfm.call("desk_bulletins.have_read", { bulletin: currentTarget.dataset.bulletin }).then(() => show_work(wrapper))
	);
	cfm.service_keeping.listen(wrapper.cfm_work, () => show_work(wrapper));
	wrapper.cfm_work.on("click", "[data-referral]", ({ currentTarget }) => cfm.referrals.open_sheet(currentTarget.dataset.referral, () => show_work(wrapper)));
	page.set_secondary_action(__("Refresh"), () => show_work(wrapper), "refresh");
	page.add_inner_button(__("Look up a reference"), look_up);
	if (frappe.model.can_read("CFM Service")) page.add_inner_button(__("Find a service"), () => cfm.services.open());
	if (frappe.boot.cfm?.may_take_in) page.set_primary_action(__("Quick intake"), cfm.quick_intake.open, "add");
	else if (frappe.boot.cfm?.may_hand_in) page.set_primary_action(__("Hand in"), cfm.hand_in.open, "add");
};

frappe.pages["my-work"].on_page_show = (wrapper) => show_work(wrapper);

// Somebody asks by reference for what this user may not open: she may tell that it is there and how far it is.
function look_up() {
	frappe.prompt(
		[{ fieldname: "reference", label: __("Reference"), fieldtype: "Data", reqd: 1, description: __("You see how far it is, not what it says.") }],
		async ({ reference }) => {
			const found = await cfm.call("desk.reference_status", { reference });
			frappe.msgprint({ title: found.reference, message: cfm.show.pill(found.state) });
		},
		__("Look up a reference"),
		__("Look up")
	);
}

const BUCKETS = () => ({
	overdue: __("Overdue"),
	today: __("Due today"),
	week: __("Due within a week"),
	later: __("Later"),
});

async function show_work(wrapper) {
	const work = await cfm.call("desk_work.work_list");
	const is_reading = wrapper.cfm_work.find("details.cfm-bulletins").prop("open");
	const parts = [cfm.bulletins.unread(work.bulletins, is_reading), counts(work.counts), reveals(work.reveals), requests(work.requests), sent_referrals(work.sent_referrals), referrals(work.referrals), ...complaints(work.complaints), contacts(work.contacts), suggestions(work.suggestions), entries(work.entries), todos(work.todos)];
	wrapper.cfm_work.html(parts.filter(Boolean).join(""));
}

function counts(found) {
	const card = (label, number, alarm) =>
		`<div class="cfm-count ${alarm && number ? "cfm-alarm" : ""}"><strong>${number}</strong>${cfm.show.escape(label)}</div>`;
	return `<div class="cfm-counts">${card(__("overdue"), found.overdue, true)}${card(__("due today"), found.today)}${card(
		__("open"),
		found.open
	)}${card(__("in the inbox"), found.inbox)}${card(__("to do"), found.todos)}${found.reveals ? card(__("to decide"), found.reveals, true) : ""}</div>`;
}

// What a custodian decides about comes first: somebody waits to call a person back.
function reveals(rows) {
	if (!rows.length) return "";
	const reveal = (row) =>
		`<a class="cfm-row" href="/app/cfm-reveal-request/${encodeURIComponent(row.name)}"><span class="cfm-reference" dir="ltr">${cfm.show.escape(
			row.record
		)}</span><span dir="auto">${__("{0} asks to see who this is", [cfm.show.escape(row.asked_by_name)])} · <span class="text-muted">${cfm.show.escape(
			row.area_title || ""
		)}</span><br><span class="cfm-row-pills">${cfm.show.level(row.level)}</span></span><span class="cfm-row-end">${cfm.show.ago(row.asked_on)}</span></a>`;
	return section(__("Requests to reveal an identity"), rows.map(reveal).join(""));
}

// What I have referred and what needs me now: the person says no, or nobody answers any more.
function sent_referrals(rows) {
	return rows.length ? section(__("My referrals that need me"), rows.map(cfm.referrals.sent_row).join("")) : "";
}

// What colleagues ask of our own department: the sheet opens here, the file behind it does not.
function referrals(rows) {
	return rows.length ? section(__("Referrals to me"), rows.map(cfm.referrals.inbox_row).join("")) : "";
}

// Entries of the directory that one keeps and somebody has to look at again.
function entries(rows) {
	return rows.length ? section(__("To verify in the directory"), rows.map(cfm.service_keeping.entry_row).join("")) : "";
}

// What colleagues propose for entries one keeps.
function suggestions(rows) {
	return rows.length ? section(__("Proposed changes of the directory"), rows.map(cfm.service_keeping.suggestion_row).join("")) : "";
}

// The law sets the last day for these.
function requests(rows) {
	if (!rows.length) return "";
	const request = (row) =>
		`<a class="cfm-row" href="/app/cfm-data-request/${encodeURIComponent(row.name)}"><span class="cfm-reference" dir="ltr">${cfm.show.escape(row.name)}</span>
		<span>${cfm.show.escape(__(row.kind))}<br><span class="cfm-row-pills">${cfm.show.pill(__(row.state), cfm.data_request.color(row.state))}</span></span>
		<span class="cfm-row-end"><span class="${row.standing === "overdue" ? "cfm-late" : ""}">${cfm.show.escape(__(row.standing))} · ${cfm.show.escape(
			frappe.datetime.str_to_user(row.due_on)
		)}</span></span></a>`;
	return section(__("People who ask about their data"), rows.map(request).join(""));
}

// Urgency comes before the date, so the rows stay in the server's order and only late ones stand apart, on top.
function complaints(rows) {
	if (!rows.length) return [section(__("Complaints"), "", __("Nothing waits for you."))];
	const late = rows.filter((row) => row.bucket === "overdue");
	const rest = rows.filter((row) => row.bucket !== "overdue");
	return [
		late.length ? section(__("Overdue"), late.map(complaint).join("")) : "",
		rest.length ? section(__("Next, most urgent first"), rest.map(complaint).join("")) : "",
	];
}

function complaint(row) {
	const show = cfm.show;
	const due = row.next_due
		? `<span class="${row.bucket === "overdue" ? "cfm-late" : ""}">${BUCKETS()[row.bucket]} · <span class="text-nowrap">${show.moment(row.next_due)}</span></span>`
		: "";
	return `<a class="cfm-row" href="/app/complaint/${encodeURIComponent(row.name)}"><span class="cfm-reference" dir="ltr">${show.escape(row.name)}</span>
		<span>${what_and_where(row.category_title || row.feedback_type_title, row.area_title)}
		<br><span class="cfm-row-pills">${show.urgency(row.urgency, row.urgency_title)}${show.level(row.level)}${show.state(row.workflow_state)}</span></span>
		<span class="cfm-row-end">${due}<br><span class="text-muted">${__("Days open: {0}", [row.age_days])}</span></span></a>`;
}

function what_and_where(what, where) {
	const place = where ? `<span class="text-muted">${what ? " · " : ""}${cfm.show.escape(where)}</span>` : "";
	return cfm.show.escape(what || "") + place;
}

function contacts(rows) {
	if (!rows.length && !frappe.boot.cfm?.may_take_in) return "";
	return section(__("Inbox: contacts nobody has classified"), rows.map(contact).join(""), __("The inbox is empty."));
}

function contact(row) {
	const show = cfm.show;
	const taken = row.claimed_by ? show.escape(row.claimed_by_name) : __("free");
	return `<a class="cfm-row" href="/app/cfm-interaction/${encodeURIComponent(row.name)}"><span class="cfm-reference" dir="ltr">${show.escape(row.name)}</span>
		<span>${what_and_where(row.channel_title, row.area_title)}
		<br><span class="cfm-row-pills">${show.state(row.state)}</span><span class="text-muted">${taken}</span></span>
		<span class="cfm-row-end"><span class="${row.is_late ? "cfm-late" : ""}">${row.is_late ? `${__("overdue")} · ` : ""}${show.ago(row.received_on)}</span></span></a>`;
}

function todos(rows) {
	if (!rows.length) return "";
	const todo = (row) =>
		`<a class="cfm-row" href="/app/todo/${encodeURIComponent(row.name)}"><span class="cfm-reference" dir="ltr">${cfm.show.escape(
			row.reference_name || ""
		)}</span><span dir="auto">${cfm.show.escape(row.description)}</span><span class="cfm-row-end">${cfm.show.moment(row.date)}</span></a>`;
	return section(__("To do"), rows.map(todo).join(""));
}

function section(title, rows, empty = "") {
	return `<section><h3>${cfm.show.escape(title)}</h3>${
		rows ? `<div class="cfm-rows">${rows}</div>` : cfm.show.nothing(empty)
	}</section>`;
}
