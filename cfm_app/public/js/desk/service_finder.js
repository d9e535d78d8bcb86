// Finds a service while the person is on the line: what fits stands first, what does not says why, nothing found is a gap.
frappe.provide("cfm.services");

const show = cfm.show;
// Unicode's marks around what is read from left to right in a text of any direction.
const [LEFT_TO_RIGHT, END_OF_IT] = ["\u2066", "\u2069"];
const SEXES = ["", "FEMALE", "MALE", "OTHER"];
const STATUSES = ["", "REFUGEE", "ASYLUM", "IDP", "RETURNEE", "HOST", "STATELESS", "MIGRANT", "RESIDENT"];
const CAPACITY_COLORS = { open: "green", limited: "orange", full: "red", suspended: "red" };
const FRESH_COLORS = { verified: "green", due: "orange", stale: "red", "never verified": "red" };
const SEARCH_FIELDS = ["service_type", "sector", "area", "sex", "age", "status", "language", "wants_woman"];
const AGAINST = () => ({
	sex: __("not for this sex"),
	too_young: __("the person is too young"),
	too_old: __("the person is too old"),
	status: __("not for this status"),
	language: __("nobody speaks the language"),
	accessibility: __("not accessible for the person"),
	female_staff: __("no woman among the staff"),
	full: __("full"),
	suspended: __("suspended"),
	not_started: __("has not started yet"),
	ended: __("has ended"),
	stale: __("nobody has verified it in time"),
	due: __("to be verified again"),
});

// "open" alone could mean the door; what is full or suspended is said among the reasons.
const ROOM = () => ({ open: __("has room"), limited: __("little room") });
const SAYS_FRESHNESS = ["stale", "due"];

// `known`: what is known of the person: {area, sex, status, language, wants_woman}; `complaint`: its reference, if there is
// one; `earlier`: the referral that goes another way.
cfm.services.open = (known = {}, complaint = "", earlier = "") => {
	const dialog = new frappe.ui.Dialog({
		title: __("Find a service"),
		size: "extra-large",
		fields: [...fields(known), { fieldtype: "Section Break" }, { fieldname: "found", fieldtype: "HTML" }],
		primary_action_label: __("Find"),
		primary_action: () => search(dialog, complaint),
	});
	dialog.cfm_earlier = earlier;
	dialog.$wrapper.addClass("cfm-service-finder");
	dialog.get_field("found").$wrapper.on("click", "[data-cfm-action]", (event) => act(dialog, complaint, event.currentTarget.dataset));
	dialog.show();
	cfm.bulletins.show_in(dialog);
};

function fields(known) {
	const link = (fieldname, label, options, extra = {}) => ({ fieldname, label, fieldtype: "Link", options, only_select: 1, default: known[fieldname], ...extra });
	const select = (fieldname, label, values) => ({
		fieldname,
		label,
		fieldtype: "Select",
		options: values.map((value) => ({ value, label: value ? __(value) : "" })),
		default: values.includes(known[fieldname]) ? known[fieldname] : "",
	});
	const active = { get_query: () => ({ filters: { is_active: 1 } }) };
	return [
		link("service_type", __("What is needed"), "CFM Service Type", active),
		link("sector", __("or the sector"), "CFM Sector", active),
		link("area", __("Where"), "CFM Area"),
		{ fieldtype: "Column Break" },
		select("sex", __("Sex"), SEXES),
		{ fieldname: "age", label: __("Age"), fieldtype: "Int", default: known.age || "" },
		select("status", __("Status"), STATUSES),
		{ fieldtype: "Column Break" },
		link("language", __("Language"), "Language"),
		{ fieldname: "ramp", label: __("Cannot use steps"), fieldtype: "Check" },
		{ fieldname: "sign_language", label: __("Needs sign language"), fieldtype: "Check" },
		{ fieldname: "wants_woman", label: __("Wants to speak with a woman"), fieldtype: "Check", default: known.wants_woman ? 1 : 0 },
	];
}

function need_of(values) {
	const needs = [values.ramp && "ramp", values.sign_language && "sign language"].filter(Boolean);
	return { ...Object.fromEntries(SEARCH_FIELDS.map((field) => [field, values[field] || ""])), access_needs: needs };
}

const search = (dialog, complaint) => cfm.when_settled(dialog, (values) => show_found(dialog, complaint, need_of(values)));

async function show_found(dialog, complaint, need) {
	const found = await cfm.call("desk_services.find_services", { need }, { freeze: true });
	dialog.get_field("found").$wrapper.html(results_html(found, need, complaint));
	dialog.get_field("found").$wrapper.find("[role=status]").trigger("focus");
	await cfm.referrals?.mark_asked?.(dialog.get_field("found").$wrapper, complaint);
}

function results_html(found, need, complaint) {
	const wider = found.wider ? show.button("wider", __("Look in {0}", [found.wider.title]), "default", `data-area="${show.escape(found.wider.name)}"`) : "";
	const gap = need.service_type && need.area ? show.button("log_gap", __("Nothing helps: count the gap"), "default") : "";
	const none = show.nothing(__("Nothing fits. Look in a wider place, or count the gap so that somebody closes it."));
	const more = found.more ? `<p class="text-muted">${__("{0} more. Say more about the person or the place.", [found.more])}</p>` : "";
	const others = found.others.length
		? show.panel(__("Not for this person now, and why"), found.others.map((card) => card_html(card, complaint)).join(""))
		: "";
	const fitting = found.suggested.map((card) => card_html(card, complaint)).join("") || none;
	return `<div role="status" tabindex="-1">${show.panel(__("What fits, the nearest and open ones first"), fitting + more, wider + gap)}${others}</div>`;
}

function card_html(card, complaint) {
	const words = AGAINST();
	const against = card.against.map((code) => show.pill(words[code] || code, code === "due" ? "orange" : "red")).join("");
	const ends = card.ends_soon ? show.pill(__("ends on {0}", [`\u2066${frappe.datetime.str_to_user(card.last_day)}\u2069`]), "orange") : "";
	const open = card.is_open_now === null ? "" : card.is_open_now ? show.pill(__("open now"), "green") : show.pill(closed_words(card), "gray");
	const distance = card.distance === null ? "" : `<span class="text-muted">${__("{0} km", [card.distance])}</span>`;
	const refer = complaint && cfm.referrals?.start ? show.button("refer", __("Refer"), card.against.length ? "default" : "primary", `data-service="${show.escape(card.name)}"`) : "";
	const room = ROOM()[card.capacity] ? show.pill(ROOM()[card.capacity], CAPACITY_COLORS[card.capacity]) : "";
	const is_said = card.against.some((code) => SAYS_FRESHNESS.includes(code));
	const fresh = is_said ? "" : show.pill(__(card.freshness), FRESH_COLORS[card.freshness]);
	return `<article class="cfm-service"><div class="cfm-service-head"><a href="/app/cfm-service/${encodeURIComponent(card.name)}" target="_blank" rel="noopener" dir="auto"><strong>${show.escape(card.title)}</strong></a>
		<span class="text-muted" dir="auto">${show.escape(card.provider_title)} · ${show.escape(card.type_title)}</span> ${distance}${refer}</div>
		<div class="cfm-row-pills">${room}${open}${fresh}${ends}${against}</div>
		${card.plain_words ? show.words(card.plain_words) : ""}${facts_html(card)}</article>`;
}

function closed_words(card) {
	return card.opens_at ? __("closed, opens {0}", [card.opens_at]) : __("closed now");
}

function facts_html(card) {
	const facts = [
		[__("Where"), card.sites.map(site_words).join("\n")],
		[__("How to get it"), [__(card.how_to_access), card.access_words].filter(Boolean).join(" · ")],
		[__("For whom?"), card.for_whom],
		[__("Nationalities"), card.nationalities],
		[__("Vulnerability criteria"), card.vulnerability],
		[__("Also"), card.also],
		[__("Documents needed"), card.documents],
		[__("Criteria for a referral"), card.referral_criteria],
		[__("Cost"), card.cost],
		[__("Languages"), languages_in_words(card.languages)],
		[__("Ends on"), card.last_day && frappe.datetime.str_to_user(card.last_day)],
		[__("Capacity as of"), card.capacity_on && frappe.datetime.str_to_user(card.capacity_on)],
		[__("Verified on"), card.verified_on && frappe.datetime.str_to_user(card.verified_on)],
	];
	const rows = facts.filter(([, text]) => text).map(([label, text]) => `<div><dt>${show.escape(label)}</dt><dd dir="auto">${show.words(text)}</dd></div>`);
	return `<dl class="cfm-facts">${rows.join("")}</dl>`;
}

// Codes as they are stored, in the reader's words; a code the browser does not know stays.
function languages_in_words(codes) {
	const names = new Intl.DisplayNames([frappe.boot.lang || "en"], { type: "language", fallback: "code" });
	const in_words = (code) => (/^[a-z]{2,3}$/i.test(code) ? names.of(code) : code);
	return (codes || "").split(/[\s,;]+/).filter(Boolean).map(in_words).join(", ");
}

function site_words(site) {
	if (site.is_hidden) return `${site.area_title}: ${__("hidden place, only through its focal point")}`;
	const phone = site.phone && `${LEFT_TO_RIGHT}${site.phone}${END_OF_IT}`;
	return [site.title, site.area_title, site.address, site.hours, phone].filter(Boolean).join(" · ");
}

function act(dialog, complaint, { cfmAction, service, area: wider }) {
	if (cfmAction === "wider") return dialog.set_value("area", wider).then(() => search(dialog, complaint));
	if (cfmAction === "refer") {
		dialog.hide();
		return cfm.referrals.start(complaint, service, dialog.cfm_earlier);
	}
	const { service_type, area } = need_of(dialog.get_values(true) || {});
	return cfm.call("desk_services.log_gap", { service_type, area, complaint }).then(() => {
		dialog.$wrapper.find("[data-cfm-action=log_gap]").prop("disabled", true).text(__("Counted already"));
		frappe.show_alert({ message: __("Counted. The gap is in the register, without a name."), indicator: "green" });
	});
}

cfm.complaint.parts.push({
	box: "services",
	after: "need",
	buttons: (frm, page, _reload, group) => {
		if (page.depth !== "full" || page.facts.ended || !frappe.model.can_read("CFM Service")) return;
		const { area, sex, population_status, language, wants_woman } = frm.doc;
		frm.add_custom_button(__("Find a service"), () => cfm.services.open({ area, sex, status: population_status, language, wants_woman }, frm.doc.name), group);
	},
});

cfm.services.say_true = (args) =>
	cfm.call("desk_services.verify", args, { freeze: true }).then(() => frappe.show_alert({ message: __("Thank you. It counts as true from today on."), indicator: "green" }));

cfm.services.verify = (frm) =>
	frappe.prompt(
		[{ fieldname: "how", label: __("Verified how"), fieldtype: "Select", reqd: 1, options: ["by phone", "by visit", "by e-mail"].map((value) => ({ value, label: __(value) })), description: __("All of it is true today: hours, phone, criteria, room.") }],
		({ how }) => cfm.services.say_true({ service: frm.doc.name, how }).then(() => frm.reload_doc()),
		__("Verify"),
		__("It is all true")
	);

cfm.services.set_capacity = (frm) =>
	frappe.prompt(
		[{ fieldname: "capacity", label: __("Capacity"), fieldtype: "Select", reqd: 1, default: frm.doc.capacity, options: Object.keys(CAPACITY_COLORS).map((value) => ({ value, label: __(value) })) }],
		({ capacity }) => cfm.call("desk_services.set_capacity", { service: frm.doc.name, capacity }).then(() => frm.reload_doc()),
		__("How much room is there today?"),
		__("Save")
	);

cfm.services.let_provider_verify = async (frm) => {
	const made = await cfm.call("desk_services.make_verification_link", { service: frm.doc.name });
	cfm.referrals.show_address(__("Link for the provider"), __("Shown only now. Whoever has it can say whether this entry is true."), made.address);
};
