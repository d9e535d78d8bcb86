// What the list views of confidential records share: colours with words, open work first, quick intake instead of New.
frappe.provide("cfm.lists");

cfm.lists.start_with_intake = () => {
	if (frappe.boot.cfm?.may_take_in) return cfm.quick_intake.open();
	if (frappe.boot.cfm?.may_hand_in) return cfm.hand_in.open();
	frappe.msgprint(__("Your account may not take in complaints."));
};

// Sorts a list in the order of work unless the user has chosen an order of her own.
cfm.lists.sort_unless_chosen = (listview, field, order = "asc") => {
	if (listview.view_user_settings.sort_by || !listview.sort_selector) return;
	listview.sort_selector.set_value(field, order);
	listview.on_sort_change(field, order);
};

cfm.lists.due = (moment, doc) => {
	if (!moment) return "";
	const late = doc.is_overdue || frappe.datetime.get_diff(moment, frappe.datetime.now_datetime()) < 0;
	return `<span class="${late ? "cfm-late" : ""}">${late ? `${__("overdue")} · ` : ""}${cfm.show.moment(moment)}</span>`;
};

// Calls the list by the name people use for it, and offers the intake that this user may use.
cfm.lists.dress = (listview, title) => {
	listview.page.set_title(title);
	const boot = frappe.boot.cfm || {};
	if (boot.may_take_in || boot.may_hand_in) {
		const label = boot.may_take_in ? __("Quick intake") : __("Hand in");
		listview.page.set_primary_action(label, cfm.lists.start_with_intake, "add");
	} else {
		listview.page.clear_primary_action();
	}
};
