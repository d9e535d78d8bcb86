// What one thing that a person raised is made of: in the quick intake, and as rows when a contact holds several.
frappe.provide("cfm.items");

const OF_FIRST = ["age_band", "child_affected", "independence", "fears_retaliation", "about_complaint"];
const category_query = () => ({ filters: { is_active: 1 } });

cfm.items.type_field = (extra = {}) => ({
	fieldname: "feedback_type",
	label: __("Type"),
	fieldtype: "Link",
	options: "CFM Feedback Type",
	only_select: 1,
	get_query: () => ({ filters: { is_active: 1 } }),
	...extra,
});

cfm.items.category_field = (extra = {}) => ({
	fieldname: "category",
	label: __("Category"),
	fieldtype: "Link",
	options: "CFM Category",
	only_select: 1,
	reqd: 1,
	description: __("The category decides who may see it."),
	get_query: category_query,
	...extra,
});

cfm.items.urgency_field = (extra = {}) => ({
	fieldname: "urgency",
	label: __("Urgency"),
	fieldtype: "Link",
	options: "CFM Urgency",
	only_select: 1,
	...extra,
});

cfm.items.aid_worker_field = (extra = {}) => ({
	fieldname: "aid_worker_involved",
	label: __("Is an aid worker, volunteer, partner or supplier involved?"),
	fieldtype: "Select",
	options: ["", "yes", "no", "unknown"].map((answer) => ({ value: answer, label: answer && __(answer) })),
	...extra,
});

// Who may not work on it, what the person fears, and which earlier complaint it is about.
cfm.items.independence_fields = () => [
	{
		fieldname: "independence",
		label: __("Who may not work on it"),
		fieldtype: "Select",
		options: ["", "outside the project", "kept from the project"].map((value) => ({ value, label: value ? __(value) : __("nobody is excluded") })),
	},
	{ fieldname: "fears_retaliation", label: __("Fears revenge"), fieldtype: "Check" },
	{
		fieldname: "about_complaint",
		label: __("About how this complaint was handled"),
		fieldtype: "Data",
		description: __("Its reference. Nobody who worked on that one will see this one."),
	},
];

cfm.items.table = (label, rows) => ({
	fieldname: "items",
	label,
	fieldtype: "Table",
	cannot_add_rows: false,
	in_place_edit: true,
	data: rows,
	get_data: () => rows,
	fields: [
		cfm.items.type_field({ in_list_view: 1, reqd: 1, columns: 3 }),
		cfm.items.category_field({ in_list_view: 1, reqd: 1, columns: 3 }),
		cfm.items.urgency_field({ in_list_view: 1, columns: 1 }),
		{
			fieldname: "summary",
			label: __("In one sentence"),
			fieldtype: "Data",
			in_list_view: 1,
			columns: 3,
		},
	],
});

// Returns the rows of the table as the server takes them; `shared` holds facts of the whole contact.
cfm.items.from_rows = (rows, shared = {}) =>
	(rows || [])
		.filter((row) => row.feedback_type)
		.map((row) => ({
			facts: {
				...shared,
				feedback_type: row.feedback_type,
				category: row.category,
				urgency: row.urgency,
				aid_worker_involved: row.aid_worker_involved,
				...Object.fromEntries(OF_FIRST.map((field) => [field, row[field]])),
			},
			words: { summary: row.summary },
			care: row.care,
		}));
