// What to enter for an account, and the change of a token in four steps, each ticked when it is done.
const SECRETS = ["key_secret", "auth_token", "next_auth_token", "password"];

frappe.ui.form.on("CFM Provider Account", {
	// they were made by a machine: how strong they are is no question
	setup: (frm) => SECRETS.forEach((name) => frm.fields_dict[name].disable_password_checks()),
	refresh: async (frm) => {
		offer_providers(frm);
		show_state(frm);
		$(frm.fields_dict.rotation.wrapper).empty();
		if (!frm.is_new()) {
			frm.add_custom_button(__("Set up and test"), () => frappe.set_route("message-setup"));
			await show_rotation(frm);
		}
	},
});

async function offer_providers(frm) {
	const providers = await cfm.call("desk_provider_accounts.providers", {});
	frm.fields_dict.provider.set_data(providers);
	frm.refresh_field("provider");
}

function show_state(frm) {
	frm.dashboard.clear_headline();
	if (frm.doc.paused_on) {
		const words = __("Nothing is sent through this account: the provider refuses its keys (error {0}).", [
			cfm.show.escape(frm.doc.paused_code),
		]);
		frm.dashboard.set_headline_alert(`${words} ${__("Enter the right keys and save.")}`, "red");
	} else if (frm.doc.drift) {
		frm.dashboard.set_headline_alert(
			frm.doc.drift.split("\n").map(cfm.show.words).join(""),
			"orange"
		);
	}
}

async function show_rotation(frm) {
	const account = frm.doc.name;
	const state = await cfm.call("desk_provider_accounts.rotation", { account });
	if (frm.doc.name !== account) return;
	const box = $(frm.fields_dict.rotation.wrapper).html(rotation_html(state));
	box.find("button").on("click", () => finish(frm));
}

function rotation_html(state) {
	const steps = [
		[__("In the console of Twilio, make a secondary auth token."), state.next_since],
		[__("Enter it here as the next token and save. Calls signed with either are accepted."), state.next_since],
		[__("In the console, promote it to primary. Twilio then signs with it."), state.next_seen_on],
		[__("Finish the rotation here. The old token is accepted for one day more, then deleted."), false],
	];
	const list = steps.map(([words, is_done]) => `<li>${words}${is_done ? " ✓" : ""}</li>`).join("");
	return `<p class="text-muted">${__("To change the token without losing a message:")}</p><ol>${list}</ol>${told(state)}`;
}

function told(state) {
	const time = (value) => `<bdi>${cfm.show.moment(value)}</bdi>`;
	if (state.next_seen_on) {
		const words = __("Twilio signs with the next token since {0}.", [time(state.next_seen_on)]);
		return `<p>${words}</p><p><button class="btn btn-primary btn-sm">${__("Finish the rotation")}</button></p>`;
	}
	if (state.next_since) return `<p>${__("No call signed with the next token has come yet.")}</p>`;
	if (state.previous_until) {
		return `<p>${__("The old token is accepted until {0}.", [time(state.previous_until)])}</p>`;
	}
	return "";
}

function finish(frm) {
	if (frm.is_dirty()) return frappe.msgprint(__("Please save first."));
	frappe.confirm(__("From now on the next token is the current one. Finish the rotation?"), async () => {
		await cfm.call("desk_provider_accounts.finish_rotation", { account: frm.doc.name });
		frm.reload_doc();
	});
}
