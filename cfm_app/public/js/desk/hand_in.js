// Any member of staff hands over what somebody told them. They do not read it back.
frappe.provide("cfm.hand_in");

cfm.hand_in.fields = () => [
	{
		fieldname: "hint",
		fieldtype: "HTML",
		options: `<p class="text-muted">${__(
			"Write down what the person told you, in their words. Do not ask for more than they want to say, and do not look into it yourself. You will not be able to read it again: only the people in charge can."
		)}</p>`,
	},
	{ fieldname: "message", label: __("What the person said"), fieldtype: "Text", reqd: 1 },
	{ fieldname: "area", label: __("Where"), fieldtype: "Link", options: "CFM Area", only_select: 1, depends_on: "eval:frappe.model.can_select('CFM Area') || frappe.model.can_read('CFM Area')", default: frappe.boot.cfm?.default_area },
	{
		fieldname: "about_aid_worker",
		label: __("Is it about somebody who works or helps in aid?"),
		fieldtype: "Select",
		options: ["", "Yes", "No", "I do not know"].map((value) => ({ value, label: value && __(value) })),
		description: __("If you say yes, only a few specially chosen people read it."),
	},
	{ fieldtype: "Section Break", label: __("The person (only if they agree)") },
	...cfm.people.identity_fields(),
	{ fieldtype: "Section Break", label: __("How to answer safely") },
	...cfm.people.wish_fields().filter((field) => field.fieldtype !== "Link"),
];

cfm.hand_in.send = (values) =>
	cfm.call(
		"desk.hand_in",
		{
			facts: { area: values.area, about_aid_worker: values.about_aid_worker },
			message: values.message,
			people: [{ role: "complainant", identity: cfm.people.identity_of(values) }],
		},
		{ freeze: true }
	);

cfm.hand_in.open = () => {
	const dialog = new frappe.ui.Dialog({
		title: __("Hand in what somebody told you"),
		fields: cfm.hand_in.fields(),
		size: "large",
		primary_action_label: __("Hand in"),
		primary_action: (values) =>
			cfm.hand_in.send(values).then((taken) => {
				dialog.hide();
				cfm.quick_intake.show_receipt(taken);
			}),
	});
	dialog.show();
};
