frappe.query_reports["Trainings by Audience"] = {
	filters: [
		{ fieldname: "held_from", label: __("Held from"), fieldtype: "Date" },
		{ fieldname: "held_until", label: __("Held until"), fieldtype: "Date" },
		{ fieldname: "project", label: __("Project"), fieldtype: "Link", options: "CFM Project" },
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area" },
	],
};
