frappe.query_reports["Data Request Register"] = {
	filters: [
		{ fieldname: "legal_pack", label: __("Law"), fieldtype: "Link", options: "CFM Legal Pack" },
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area" },
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
		{ fieldname: "only_open", label: __("Only open"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const is_late = column.fieldname === "standing" && ["overdue", "answered late"].includes(data?.standing_code);
		return is_late ? `<span class="cfm-late">${shown}</span>` : shown;
	},
};
