// What the person allows, what went to other organisations by that, and how it is called back.
frappe.provide("cfm.sharing");

const show = cfm.show;
const SHARE = "share for referral";
const COLORS = { valid: "green", withdrawn: "red", refused: "red", expired: "orange" };
const KINDS = () => ({
	minimum: __("The need, without a name"),
	identity: __("Name and how to reach the person"),
	words: __("The story"),
	files: __("Files and photos"),
});
const STATES = () => ({ valid: __("holds"), withdrawn: __("withdrawn"), refused: __("said no"), expired: __("expired") });
const as_options = (values) => values.map((value) => ({ value, label: __(value) }));

function panel(page) {
	const part = page.sharing;
	if (!part || !part.consents) return "";
	const buttons = [
		part.may_record ? show.button("record_consent", __("Record consent")) : "",
		part.may_share ? show.button("share", __("Share with an organisation")) : "",
	].join("");
	const consents = part.consents.map((consent) => consent_html(consent, part)).join("");
	const shared = part.disclosures.map((row) => disclosure_html(row, part)).join("");
	return show.panel(
		__("Consent and sharing"),
		(consents ? `<ul class="cfm-follow-ups">${consents}</ul>` : show.nothing(__("Nothing is recorded about what the person allows."))) +
			(shared ? `<h5>${__("Who has received something")}</h5><ul class="cfm-follow-ups">${shared}</ul>` : ""),
		buttons
	);
}

function consent_html(consent, part) {
	const until = consent.expires_on ? __("until {0}", [show.escape(frappe.datetime.str_to_user(consent.expires_on))]) : "";
	const details = [kinds_of(consent), consent.only_for && __("only with {0}", [show.escape(consent.only_for)]), until, show.escape(__(consent.how))];
	const withdraw = consent.state === "valid" && part.may_record ? show.button("withdraw_consent", __("Withdraw"), "default", `data-consent="${show.escape(consent.name)}"`) : "";
	return `<li><strong>${show.escape(__(consent.purpose))}</strong> ${show.pill(STATES()[consent.state], COLORS[consent.state])}
		<span class="text-muted">${details.filter(Boolean).join(" · ")} · ${show.moment(consent.withdrawn_on || consent.given_on)}</span> ${withdraw}
		${consent.limits ? show.words(consent.limits) : ""}</li>`;
}

function disclosure_html(row, part) {
	const receiver = row.organisation || row.receiver;
	const against = row.overridden ? show.pill(__("against a rule, by a supervisor"), "orange") : "";
	const recalled = row.recalled_on
		? show.pill(row.recall_answer ? __(row.recall_answer) : __("asked to delete it"), "blue")
		: "";
	const ask = part.may_share && !row.recall_answer ? show.button("recall", __("Asked to delete it"), "default", `data-disclosure="${show.escape(row.name)}"`) : "";
	return `<li><strong dir="auto">${show.escape(receiver)}</strong> ${against}${recalled}
		<span class="text-muted">${kinds_of(row)} · ${show.escape(__(row.how))} · ${show.escape(row.by_name)} · ${show.moment(row.shared_on)}</span> ${ask}
		${row.what ? show.words(row.what) : ""}${row.reason ? show.words(row.reason) : ""}</li>`;
}

const kinds_of = (row) => row.kinds.map((kind) => show.escape(KINDS()[kind])).join(", ");

const kind_fields = (prefix, options) =>
	Object.entries(KINDS()).map(([kind, label]) => ({ fieldname: prefix + kind, label, fieldtype: "Check", ...options }));

const chosen_kinds = (values, prefix) => Object.keys(KINDS()).filter((kind) => values[prefix + kind]);

function record_consent(frm, page, reload) {
	const sharing = { depends_on: `eval:doc.purpose === "${SHARE}"` };
	cfm.complaint.ask(
		__("What the person allows"),
		[
			{ fieldname: "purpose", label: __("Purpose"), fieldtype: "Select", options: as_options([SHARE, "record and handle", "answer the person", "use as a story", "record the call"]), default: SHARE, reqd: 1 },
			{ fieldname: "given", label: __("Given"), fieldtype: "Select", options: as_options(["yes", "no"]), default: "yes", reqd: 1 },
			{ fieldname: "how", label: __("How"), fieldtype: "Select", options: as_options(["spoken", "signed", "online", "by guardian"]), default: "spoken", reqd: 1 },
			{ fieldtype: "Section Break", label: __("What may be shared"), ...sharing },
			...kind_fields("may_", sharing),
			{ fieldname: "agreement", label: __("Only with this organisation"), fieldtype: "Select", options: [{ value: "", label: __("with whoever helps") }, ...page.sharing.agreements], ...sharing },
			{ fieldname: "expires_on", label: __("Expires on"), fieldtype: "Date" },
			{ fieldname: "limits", label: __("In the person's words"), fieldtype: "Small Text", description: __("What the person allows, what not, and to whom") },
		],
		__("Record"),
		({ limits, ...facts }) => cfm.call("desk_sharing.record_consent", { name: frm.doc.name, facts, limits: limits || "" }),
		reload
	);
}

cfm.sharing.record_consent = record_consent;

function withdraw(frm, consent, reload) {
	frappe.confirm(__("From now on nothing is shared on this consent. Withdraw it?"), async () => {
		const { receivers } = await cfm.call("desk_sharing.withdraw_consent", { name: frm.doc.name, consent });
		reload();
		const have = receivers.filter((row) => !row.recall_answer).map((row) => `<li dir="auto">${show.escape(row.organisation || row.receiver)}: ${kinds_of(row)}</li>`);
		if (have.length) {
			frappe.msgprint({ title: __("They already have something"), message: `<p>${__("Ask them to delete it, and record their answer here.")}</p><ul>${have.join("")}</ul>` });
		}
	});
}

// Says what stands in the way while the choice is being made, not after everything was typed.
function share(frm, page, reload) {
	const look = async () => {
		const values = dialog.get_values(true);
		const kinds = chosen_kinds(values, "shares_");
		const found = kinds.length ? await cfm.call("desk_sharing.stands_against", { name: frm.doc.name, kinds, agreement: values.agreement || "" }) : { words: [] };
		const allowed = kinds.length && !found.words.length;
		dialog.fields_dict.against.$wrapper.html(
			allowed ? `<p class="cfm-next">✓ ${__("The person and the agreement allow this.")}</p>` : found.words.map((words) => `<p class="cfm-notice">${show.escape(words)}</p>`).join("")
		);
		dialog.set_df_property("reason", "hidden", !(found.words.length && found.may_override && !found.final));
	};
	const dialog = cfm.complaint.ask(
		__("Share with an organisation"),
		[
			{ fieldname: "agreement", label: __("Sharing agreement"), fieldtype: "Select", options: [{ value: "", label: __("no agreement") }, ...page.sharing.agreements], onchange: look },
			{ fieldname: "receiver", label: __("Who received it"), fieldtype: "Data", description: __("Organisation or person there") },
			{ fieldtype: "Section Break", label: __("What was shared") },
			...kind_fields("shares_", { onchange: look }),
			{ fieldname: "what", label: __("What exactly"), fieldtype: "Small Text" },
			{ fieldname: "how", label: __("How"), fieldtype: "Select", options: as_options(["in person", "by phone", "on paper", "by encrypted mail", "on a shared platform"]), default: "by phone", reqd: 1 },
			{ fieldname: "against", fieldtype: "HTML" },
			{ fieldname: "reason", label: __("Why it had to be"), fieldtype: "Small Text", hidden: 1, description: __("Your name, the time and this reason go into the access log.") },
		],
		__("Record"),
		({ receiver, what, reason, against, ...facts }) => cfm.call("desk_sharing.share", { name: frm.doc.name, facts, words: { receiver, what, reason } }),
		reload
	);
}

function recall(frm, disclosure, reload) {
	cfm.complaint.ask(
		__("Asked to delete it"),
		[{ fieldname: "answer", label: __("Answer of the receiver"), fieldtype: "Select", options: as_options(["", "deleted", "returned", "kept by law", "no answer"]) }],
		__("Record"),
		({ answer }) => cfm.call("desk_sharing.record_recall", { name: frm.doc.name, disclosure, answer: answer || "" }),
		reload
	);
}

cfm.complaint.parts.push({
	box: "sharing",
	after: "need",
	html: panel,
	actions: (frm, page, reload) => ({
		record_consent: () => record_consent(frm, page, reload),
		withdraw_consent: ({ consent }) => withdraw(frm, consent, reload),
		share: () => share(frm, page, reload),
		recall: ({ disclosure }) => recall(frm, disclosure, reload),
	}),
});
