frappe.query_reports["Channel Coverage"] = {
	filters: [
		{ fieldname: "project", label: __("Project"), fieldtype: "Link", options: "CFM Project" },
		{ fieldname: "only_gaps", label: __("Only areas with gaps"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const is_gap = column.fieldtype === "Int" && value === 0;
		return is_gap ? `<span class="cfm-late">0 ✗</span>` : shown;
	},
};
