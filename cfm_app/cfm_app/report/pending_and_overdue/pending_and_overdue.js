frappe.query_reports["Pending and Overdue"] = {
	filters: [
		{ fieldname: "handler", label: __("Handler"), fieldtype: "Link", options: "User" },
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area" },
		{ fieldname: "project", label: __("Project"), fieldtype: "Link", options: "CFM Project" },
		{ fieldname: "urgency", label: __("Urgency"), fieldtype: "Link", options: "CFM Urgency" },
		{ fieldname: "only_overdue", label: __("Only overdue"), fieldtype: "Check" },
		{ fieldname: "without_next_action", label: __("Only without next action"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const is_late = column.fieldname === "bucket" && data?.bucket === __("overdue");
		return is_late ? `<span class="cfm-late">${shown}</span>` : shown;
	},
};
