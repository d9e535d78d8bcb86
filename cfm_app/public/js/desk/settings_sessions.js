// Sessions of staff in CFM Settings: a second factor at log-in for chosen roles, and limits for everybody.
frappe.provide("cfm.sessions");

frappe.ui.form.on("CFM Settings", {
	refresh(frm) {
		if (!frappe.model.can_write("System Settings")) return;
		const group = __("Sessions of staff");
		frm.add_custom_button(__("Second factor at log-in"), () => open(cfm.sessions.second_factor), group);
		frm.add_custom_button(__("Limits for everybody"), () => open(cfm.sessions.limits), group);
	},
});

const METHODS = () => ({ "OTP App": __("A number from an app on the phone"), Email: __("A number by mail each time") });

function open(dialog_of) {
	cfm.call("desk_sessions.overview").then((overview) => dialog_of(overview).show());
}

cfm.sessions.second_factor = (overview) => {
	const is_asked = overview.roles.some((row) => row.asked);
	const dialog = new frappe.ui.Dialog({
		title: __("Second factor at log-in"),
		fields: [
			{ fieldname: "how", fieldtype: "HTML", options: how_it_works(overview) },
			{ fieldname: "roles", fieldtype: "MultiCheck", label: __("Who is asked"), columns: 2, options: overview.roles.map(role_option) },
			{ fieldname: "method", fieldtype: "Select", label: __("How"), options: overview.methods.map((method) => ({ value: method, label: METHODS()[method] })), default: overview.methods.includes(overview.limits.two_factor_method) ? overview.limits.two_factor_method : overview.methods[0], reqd: 1 },
			{ fieldname: "code", fieldtype: "Data", label: __("The code we mailed to you"), hidden: !overview.can_send_mail },
		],
	});
	if (overview.can_send_mail) {
		dialog.set_secondary_action_label(__("Mail me a code"));
		dialog.set_secondary_action(mail_code);
	}
	if (overview.can_send_mail || is_asked) {
		dialog.set_primary_action(__("Save"), (values) => save_second_factor(dialog, values));
	}
	return dialog;
};

function how_it_works(overview) {
	const steps = __(
		"After the password, these people type a number from an app on their phone or from a mail. The first time, they get a mail that shows how. We mail a code to you first, so that nobody is locked out because mail does not arrive. Administrator is never asked."
	);
	const missing = __(
		"This site cannot send mail yet, so a second factor would lock people out. Set up an outgoing mail account first."
	);
	const warning = `<div class="alert alert-warning">${missing} <a href="/app/email-account">${__("Email Account")}</a></div>`;
	const red = __("In red: roles that see what people confided.");
	return `<p class="text-muted">${steps}</p>${overview.can_send_mail ? "" : warning}<p class="text-muted">${red}</p>`;
}

function role_option(row) {
	const label = row.role === "All" ? __("Everybody") : __(row.role);
	return { value: row.role, label: `${label} (${row.people})`, checked: row.asked, danger: row.sensitive };
}

function mail_code() {
	cfm.call("desk_sessions.send_code", {}, { freeze: true }).then((address) =>
		frappe.show_alert(__("A code is on its way to {0}.", [cfm.show.escape(address)]))
	);
}

function save_second_factor(dialog, { roles = [], method, code = "" }) {
	cfm.call("desk_sessions.ask_for_second_factor", { roles, method, code }, { freeze: true }).then((overview) => {
		const asked = overview.roles.filter((row) => row.asked).length;
		dialog.hide();
		frappe.show_alert(
			asked ? __("Asked from their next log-in: people of {0} roles.", [asked]) : __("Nobody is asked for a second factor.")
		);
	});
}

cfm.sessions.limits = ({ limits }) => {
	const dialog = new frappe.ui.Dialog({
		title: __("Limits for everybody"),
		fields: [
			{ fieldname: "session_expiry", fieldtype: "Data", label: __("Log out after (hours:minutes without work)"), description: __("Such as 08:00. People with a sensitive role are logged out earlier, as these settings say."), default: limits.session_expiry, reqd: 1 },
			{ fieldname: "attempts", fieldtype: "Int", label: __("Wrong passwords in a row"), description: __("Then log-in pauses for this person."), default: limits.allow_consecutive_login_attempts, reqd: 1 },
			{ fieldname: "pause_seconds", fieldtype: "Int", label: __("Pause (seconds)"), default: limits.allow_login_after_fail, reqd: 1 },
			{ fieldname: "one_session", fieldtype: "Check", label: __("One device at a time"), description: __("Who logs in elsewhere is logged out here: a forgotten session on a shared computer ends. People who use a phone and a computer have to log in more often."), default: Number(limits.deny_multiple_sessions) },
		],
		primary_action_label: __("Save"),
		primary_action: (values) =>
			cfm.call("desk_sessions.limit", values, { freeze: true }).then(() => {
				dialog.hide();
				frappe.show_alert(__("Saved. It holds from the next log-in."));
			}),
	});
	return dialog;
};
