// What the list views of confidential records share: colours with words, open work first, quick intake instead of New.
frappe.provide("cfm.lists");

cfm.lists.start_with_intake = () => {
	if (frappe.boot.cfm?.may_take_in) return cfm.quick_intake.open();
	if (frappe.boot.cfm?.may_hand_in) return cfm.hand_in.open();
	frappe.msgprint(__("Your account may not take in complaints."));
};

// Sorts a list in the order of work unless the user has chosen an order of her own.
cfm.lists.sort_unless_chosen = (listview, field, order = "asc") => {
	const chosen = listview.view_user_settings.sort_by;
	if (listview.view_name !== "List" || (chosen && chosen !== "modified") || !listview.sort_selector) return;
	listview.sort_selector.set_value(field, order);
	listview.on_sort_change(field, order);
};

cfm.lists.due = (at, doc) => {
	if (!at) return "";
	const day = cfm.show.escape(frappe.datetime.str_to_user(at.slice(0, 10)));
	return doc.is_overdue ? `<span class="cfm-late" title="${__("overdue")}">! ${day}</span>` : day;
};

// Calls the list by the name people use for it, and offers the intake that this user may use.
cfm.lists.dress = (listview, title, seldom_used_filters = []) => {
	listview.page.set_title(title);
	seldom_used_filters.forEach((field) => listview.page.fields_dict[field]?.$wrapper.hide());
	const boot = frappe.boot.cfm || {};
	if (boot.may_take_in || boot.may_hand_in) {
		const label = boot.may_take_in ? __("Quick intake") : __("Hand in");
		listview.page.set_primary_action(label, cfm.lists.start_with_intake, "add");
	} else {
		listview.page.clear_primary_action();
	}
};

// A card is called by its reference: the platform would take the first text field, which is sealed.
const get_card_meta = frappe.views.KanbanView?.prototype.get_card_meta;
if (get_card_meta) {
	frappe.views.KanbanView.prototype.get_card_meta = function () {
		const card = get_card_meta.call(this);
		const is_confidential = frappe.boot.cfm?.confidential.includes(this.doctype);
		return is_confidential ? { ...card, quick_entry: false, title_field: { fieldname: "name", label: __("ID") } } : card;
	};
}
