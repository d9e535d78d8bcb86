// The questions about a person that every intake asks in the same words.
frappe.provide("cfm.people");

const YES_NO = () => [
	{ value: "", label: __("not asked") },
	{ value: "yes", label: __("yes") },
	{ value: "no", label: __("no") },
];

cfm.people.ROLES = () =>
	[
		"complainant",
		"affected person",
		"subject of complaint",
		"witness",
		"reporter on behalf",
		"intermediary",
		"caregiver",
	].map((role) => ({ value: role, label: __(role) }));

cfm.people.identity_fields = () => [
	{ fieldname: "person_name", label: __("Name"), fieldtype: "Data" },
	{ fieldname: "phone", label: __("Phone"), fieldtype: "Data" },
	{ fieldtype: "Column Break" },
	{ fieldname: "email", label: __("E-mail"), fieldtype: "Data" },
	{ fieldname: "alias", label: __("Ask for (alias)"), fieldtype: "Data" },
];

// Everybody else who is part of it; staff it is about are locked out before anybody else hears of it.
cfm.people.others_field = (rows) => ({
	fieldname: "others",
	label: __("Other people who are part of it"),
	fieldtype: "Table",
	cannot_add_rows: false,
	in_place_edit: true,
	data: rows,
	get_data: () => rows,
	fields: [
		{ fieldname: "role", label: __("Role"), fieldtype: "Select", options: cfm.people.ROLES().slice(1), in_list_view: 1, columns: 2, reqd: 1 },
		{ fieldname: "staff", label: __("Member of staff"), fieldtype: "Link", options: "User", only_select: 1, in_list_view: 1, columns: 3 },
		{ fieldname: "person_name", label: __("Name"), fieldtype: "Data", in_list_view: 1, columns: 2 },
		{ fieldname: "phone", label: __("Phone"), fieldtype: "Data", in_list_view: 1, columns: 1 },
		{ fieldname: "note", label: __("Description"), fieldtype: "Data", in_list_view: 1, columns: 2 },
	],
});

cfm.people.others_of = (rows) =>
	(rows || []).map((row) => ({ role: row.role, staff: row.staff, note: row.note, identity: { name: row.person_name, phone: row.phone } }));

cfm.people.wish_fields = () => [
	{
		fieldname: "answer_by",
		label: __("Answer by"),
		fieldtype: "Link",
		options: "CFM Channel",
		get_query: () => ({ filters: { can_carry_answers: 1, is_active: 1 } }),
	},
	{ fieldname: "times", label: __("Best times"), fieldtype: "Data" },
	{ fieldtype: "Column Break" },
	{ fieldname: "safe_to_call", label: __("Is calling safe?"), fieldtype: "Select", options: YES_NO() },
	{
		fieldname: "safe_to_message",
		label: __("Are messages safe?"),
		fieldtype: "Select",
		options: YES_NO(),
	},
	{ fieldtype: "Column Break" },
	{
		fieldname: "voice_message",
		label: __("May we leave a voice message?"),
		fieldtype: "Select",
		options: YES_NO(),
	},
	{ fieldname: "female_staff", label: __("Wants to speak with a woman"), fieldtype: "Check" },
];

// Returns the identity of one person as the server takes it.
cfm.people.identity_of = (values) => {
	const wishes = {
		channel: values.answer_by,
		times: values.times,
		safe_to_call: yes_no(values.safe_to_call),
		safe_to_message: yes_no(values.safe_to_message),
		voice_message: yes_no(values.voice_message),
		female_staff: values.female_staff ? true : null,
	};
	return {
		name: values.person_name,
		phone: values.phone,
		email: values.email,
		alias: values.alias,
		wishes,
	};
};

function yes_no(answer) {
	return answer ? answer === "yes" : null;
}
