// From nothing to the first message: what is missing, accounts and lines, the addresses to copy, and the two buttons.
frappe.pages["message-setup"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Set up messages"), single_column: true });
	wrapper.cfm_setup = $('<div class="cfm-work"></div>').appendTo(page.main);
	wrapper.cfm_setup.on("click", "[data-do]", (event) => act(wrapper, event.currentTarget));
	page.set_primary_action(__("New account"), () => choose_provider(wrapper));
	page.set_secondary_action(__("Refresh"), () => show(wrapper));
};

frappe.pages["message-setup"].on_page_show = (wrapper) => show(wrapper);

const NEEDED_FOR = {
	receiving: () => [__("needed to receive"), "orange"],
	sending: () => [__("needed to send"), "orange"],
	"": () => [__("wise"), "gray"],
};

async function show(wrapper) {
	wrapper.cfm_known = await cfm.call("desk_message_setup.overview");
	const { steps, accounts } = wrapper.cfm_known;
	const missing = steps.filter((step) => !step.is_done).length;
	wrapper.cfm_setup.html(
		[
			section(__("What is missing"), `<div class="cfm-rows">${steps.map(step_html).join("")}</div>`, missing),
			...accounts.map(account_html),
			accounts.length ? "" : cfm.show.nothing(__("No account yet. Press “New account” to choose a provider.")),
		].join("")
	);
}

function step_html(step) {
	const show = cfm.show;
	const [label, color] = step.is_done ? [__("done"), "green"] : NEEDED_FOR[step.needed_for]();
	const title = step.link ? `<a href="${step.link}">${show.escape(step.title)}</a>` : show.escape(step.title);
	const help = step.help ? `<br><span class="text-muted">${show.escape(step.help)}</span>` : "";
	return `<div class="cfm-row"><span>${show.pill(label, color)}</span><span dir="auto">${title}${help}</span></div>`;
}

function account_html(account) {
	const link = `<a href="/app/cfm-provider-account/${encodeURIComponent(account.name)}">${cfm.show.escape(
		account.title
	)}</a>`;
	return `<section data-account="${cfm.show.escape(account.name)}">
		<h3 dir="auto">${link} <small class="text-muted">${cfm.show.escape(account.provider)}</small></h3>
		${state_html(account)}
		<p>${buttons(account)}</p>
		${account.lines.map((line) => line_html(line)).join("")}
	</section>`;
}

function state_html(account) {
	const show = cfm.show;
	if (!account.is_active) return `<p>${show.pill(__("Switched off"), "gray")}</p>`;
	const parts = [];
	if (account.paused_on) parts.push(hint(__("Paused: the provider refuses its keys (error {0}).", [account.paused_code])));
	parts.push(...account.differences.map(hint));
	const tested = account.checked_on
		? __("Last tested {0}", [show.moment(account.checked_on)])
		: show.escape(__("Never tested"));
	const state = account.checked_on && !parts.length ? ` ${show.pill(__("as it should be"), "green")}` : "";
	return `${parts.join("")}<p class="text-muted">${tested}${state}</p>`;
}

function hint(text) {
	return `<p class="cfm-hint" dir="auto">${cfm.show.escape(text)}</p>`;
}

function buttons(account) {
	const button = (what, label) => `<button type="button" class="btn btn-default btn-sm" data-do="${what}">${label}</button> `;
	return [
		button("test", __("Test the connection")),
		account.can_be_set_up ? button("set", __("Set the addresses at the provider")) : "",
		button("line", __("New line")),
	].join("");
}

function line_html(line) {
	const show = cfm.show;
	const link = `<a href="/app/cfm-message-line/${encodeURIComponent(line.name)}">${show.escape(line.title)}</a>`;
	const told = [
		`${show.escape(__(line.kind))} <bdi dir="ltr">${show.escape(line.address)}</bdi>`,
		line.is_active ? "" : show.pill(__("Switched off"), "gray"),
		line.receives ? when(__("Last message in"), line.last_in_on) : __("Does not receive"),
		line.sends ? when(__("Last message out"), line.last_out_on) : __("Does not send"),
	].filter(Boolean);
	return `<div class="cfm-setup-line"><h5 dir="auto">${link}</h5><p class="text-muted">${told.join(" · ")}</p>
		${line.receives ? addresses_html(line) : ""}${two_ways_html(line.two_ways)}</div>`;
}

function when(label, moment) {
	return `${cfm.show.escape(label)}: ${moment ? cfm.show.moment(moment) : __("never")}`;
}

function addresses_html(line) {
	if (line.kind === "E-mail") return "";
	if (!line.urls.message) return hint(__("The addresses appear here once the public address of this site is set."));
	const copies = line.instructions
		? [[__("Copy this into the configuration of the gateway"), line.instructions]]
		: [
				[__("Address for messages"), line.urls.message],
				[__("Address for reports"), line.urls.status],
		  ];
	const guard = line.is_signed
		? ""
		: hint(__("These calls are not signed. Give this address to nobody but the gateway, and list the gateway's addresses in the account."));
	return copies.map(([label, text]) => copy_html(label, text)).join("") + guard;
}

function copy_html(label, text) {
	return `<div class="cfm-copy"><span class="text-muted">${cfm.show.escape(label)}</span>
		<pre dir="ltr">${cfm.show.escape(text)}</pre>
		<button type="button" class="btn btn-default btn-xs" data-do="copy">${__("Copy")}</button></div>`;
}

function two_ways_html(countries) {
	if (!countries.length) return "";
	const names = (can_reply) =>
		countries.filter((each) => each.can_reply === can_reply).map((each) => each.country).join(", ");
	const rows = [
		[__("People can reply in: {0}", [names(true)]), names(true)],
		[__("Nobody can reply in: {0}", [names(false)]), names(false)],
	];
	return rows.filter(([, found]) => found).map(([text]) => `<p>${cfm.show.escape(text)}</p>`).join("");
}

function section(title, html, count) {
	const number = count ? ` ${cfm.show.pill(String(count), "orange")}` : "";
	return `<section><h3>${cfm.show.escape(title)}${number}</h3>${html}</section>`;
}

const ACTIONS = {
	copy: (wrapper, button) => frappe.utils.copy_to_clipboard($(button).siblings("pre").text()),
	line: (wrapper, button) => frappe.new_doc("CFM Message Line", { account: account_of(button) }),
	test: async (wrapper, button) => {
		const { differences } = await ask("test_connection", button);
		tell(differences, __("The provider knows this account, and calls this site."));
		await show(wrapper);
	},
	set: async (wrapper, button) => {
		const { changed } = await ask("set_addresses", button);
		tell(changed, __("Nothing had to be changed."));
		await show(wrapper);
	},
};

function act(wrapper, button) {
	return ACTIONS[button.dataset.do](wrapper, button);
}

async function ask(what, button) {
	$(button).prop("disabled", true);
	try {
		return await cfm.call(`desk_message_setup.${what}`, { account: account_of(button) });
	} finally {
		$(button).prop("disabled", false);
	}
}

function account_of(button) {
	return $(button).closest("[data-account]").attr("data-account");
}

function tell(sentences, otherwise) {
	const text = sentences.length ? sentences.map(cfm.show.escape).join("<br>") : cfm.show.escape(otherwise);
	frappe.msgprint({ message: text, indicator: sentences.length ? "orange" : "green" });
}

function choose_provider(wrapper) {
	const options = wrapper.cfm_known.providers.map((each) => ({ value: each.key, label: each.title }));
	const dialog = new frappe.ui.Dialog({
		title: __("New account"),
		fields: [{ fieldname: "provider", fieldtype: "Select", label: __("Provider"), options, reqd: 1 }],
		primary_action_label: __("Continue"),
		primary_action: ({ provider }) => {
			dialog.hide();
			open_new_account(provider);
		},
	});
	dialog.show();
}

// frappe.new_doc fills in links and selections only; without the meta a new document has no defaults
async function open_new_account(provider) {
	await frappe.model.with_doctype("CFM Provider Account");
	const account = Object.assign(frappe.model.get_new_doc("CFM Provider Account"), { provider });
	frappe.set_route("Form", account.doctype, account.name);
}
