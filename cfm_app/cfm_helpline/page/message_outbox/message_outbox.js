frappe.pages["message-outbox"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Message outbox"), single_column: true });
	wrapper.cfm_outbox = $('<div class="cfm-work"></div>').appendTo(page.main);
	page.set_primary_action(__("Refresh"), () => show(wrapper));
	wrapper.cfm_outbox.on("click", "[data-cfm-action]", (event) => act(wrapper, event.currentTarget));
};

frappe.pages["message-outbox"].on_page_show = (wrapper) => show(wrapper);

const ACTIONS = {
	send_again: { call: "desk_outbox.send_again", argument: "message", done: () => __("It is sent again.") },
	cancel: { call: "desk_outbox.cancel", argument: "message", done: () => __("It is not sent.") },
	try_call_again: { call: "desk_outbox.try_call_again", argument: "event", done: () => __("It is tried again.") },
	go_on: { call: "desk_outbox.go_on", argument: "account", done: () => __("Messages leave by this account again.") },
};

async function show(wrapper) {
	const known = await cfm.call("desk_outbox.overview");
	wrapper.cfm_outbox.html(
		[warnings(known), counts(known), accounts(known), failed(known), waiting(known), calls(known), copies(known)].join("")
	);
}

async function act(wrapper, button) {
	const { call, argument, done } = ACTIONS[button.dataset.cfmAction];
	$(button).prop("disabled", true);
	try {
		await cfm.call(call, { [argument]: button.dataset.name });
		frappe.show_alert({ message: done(), indicator: "green" });
	} finally {
		await show(wrapper);
	}
}

const on = (name) => `data-name="${cfm.show.escape(name)}"`;
const section = (title, rows, empty) =>
	`<section><h3>${cfm.show.escape(title)}</h3>${
		rows.length ? `<div class="cfm-rows">${rows.join("")}</div>` : cfm.show.nothing(empty)
	}</section>`;
const row = (pill, text, end) =>
	`<div class="cfm-row"><span>${pill}</span><span dir="auto">${text}</span><span class="cfm-row-end">${end}</span></div>`;
const small = (parts) => `<span class="text-muted">${parts.filter(Boolean).join(" · ")}</span>`;

function warnings({ outbox }) {
	const told = [];
	if (!outbox.sending_on) told.push(__("Sending is switched off in the settings of messages. Messages wait."));
	if (outbox.budget_stopped_on === frappe.datetime.get_today()) {
		told.push(__("The budget of today is used up. What costs something waits until tomorrow."));
	}
	return told.map((text) => `<p class="cfm-hint">${cfm.show.escape(text)}</p>`).join("");
}

function counts({ outbox, states }) {
	const bad = ["Dead letter", "Failed", "Undelivered", "Expired"];
	const card = (label, number, alarm) =>
		`<div class="cfm-count ${alarm ? "cfm-alarm" : ""}"><strong dir="ltr">${cfm.show.escape(number)}</strong>${cfm.show.escape(label)}</div>`;
	const cards = states.map((each) => card(each.words, each.number, bad.includes(each.state)));
	cards.push(card(__("spent today"), spent(outbox)));
	const oldest = outbox.oldest_waiting
		? `<p class="text-muted">${__("The oldest has been waiting since {0}.", [cfm.show.moment(outbox.oldest_waiting)])}</p>`
		: "";
	return `<div class="cfm-counts">${cards.join("")}</div>${oldest}`;
}

function spent(outbox) {
	const money = (amount) => (amount || 0).toFixed(2);
	const limit = outbox.daily_budget ? ` / ${money(outbox.daily_budget)}` : "";
	return `${money(outbox.spent_today)}${limit} ${outbox.currency_code || ""}`;
}

function accounts({ outbox, may_go_on }) {
	const rows = outbox.accounts.map((each) => {
		const [words, color] = standing(each);
		const button = each.paused_on && may_go_on ? cfm.show.button("go_on", __("Go on"), "primary", on(each.name)) : "";
		const told = each.paused_on ? [__("Paused since {0}", [cfm.show.moment(each.paused_on)]), cfm.show.escape(__("The provider said: {0}", [each.paused_code || ""]))] : [];
		return row(cfm.show.pill(words, color), `${cfm.show.escape(each.title)}<br>${small(told)}`, button);
	});
	return section(__("Accounts"), rows, __("No account of a provider is set up."));
}

function standing(account) {
	if (!account.is_active) return [__("not in use"), "gray"];
	if (account.paused_on) return [__("paused"), "red"];
	if (account.open_until && account.open_until > frappe.datetime.now_datetime()) return [__("left alone for a minute"), "orange"];
	return account.failures ? [__("failures: {0}", [String(account.failures)]), "orange"] : [__("running"), "green"];
}

function message(each, action, label, color) {
	const show = cfm.show;
	const link = each.record ? show.link(each.record_type, each.record) : "";
	const facts = [
		show.escape(each.line),
		show.escape(each.purpose),
		each.attempts ? __("Attempts: {0}", [String(each.attempts)]) : "",
		show.moment(each.at),
		link,
	];
	const text = `${show.escape(each.reason)} <bdi class="text-muted" dir="ltr">${show.escape(each.name)}</bdi><br>${small(facts)}`;
	return row(show.pill(each.words, color), text, show.button(action, label, "default", on(each.name)));
}

function failed(known) {
	const rows = known.failed.map((each) => message(each, "send_again", __("Send again"), "red"));
	return section(__("Came to nothing"), rows, __("Everything that was sent has gone through."));
}

function waiting(known) {
	const rows = known.waiting.map((each) => message(each, "cancel", __("Do not send"), "orange"));
	return section(__("Waiting"), rows, __("Nothing waits."));
}

function calls({ calls, late_calls }) {
	const told = [
		__("Waiting: {0}", [String(calls.new || 0)]),
		__("Held: {0}", [String(calls.held || 0)]),
		__("Refused today: {0}", [String(calls.refused_today || 0)]),
	];
	const rows = late_calls.map((each) => {
		const facts = [cfm.show.escape(each.line), __("Attempts: {0}", [String(each.attempts || 0)]), cfm.show.moment(each.at)];
		const text = `${cfm.show.escape(each.reason)}<br>${small(facts)}`;
		return row(cfm.show.pill(__(each.state), "orange"), text, cfm.show.button("try_call_again", __("Try again"), "default", on(each.name)));
	});
	return `${section(__("What providers delivered and could not be worked on"), rows, __("Everything that came in was taken."))}<p>${small(told)}</p>`;
}

function copies({ copies }) {
	const number = copies.messages || 0;
	const text = number
		? __("Messages whose copy at the provider should have been deleted by now: {0}", [String(number)])
		: __("Nothing is left behind at a provider.");
	return `<section><h3>${__("Copies at the providers")}</h3><p class="${number ? "cfm-hint" : "text-muted"}">${cfm.show.escape(text)}</p></section>`;
}
