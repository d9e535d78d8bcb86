// Doors to the two intakes from every page of the desk: a button, a shortcut and the search bar.
const SHORTCUT = "ctrl+shift+i";

$(document).on("startup", () => {
	const boot = frappe.boot.cfm;
	if (!boot) return;
	lead_back_to_own_workspace();
	const open = boot.may_take_in ? cfm.quick_intake.open : boot.may_hand_in ? cfm.hand_in.open : null;
	if (!open) return;
	const label = boot.may_take_in ? __("Quick intake") : __("Hand in");
	add_button(label, open);
	frappe.ui.keys.add_shortcut({ shortcut: SHORTCUT, action: () => open(), description: label, ignore_inputs: true });
	add_to_search(label, open);
});

function add_button(label, open) {
	const button = $(
		`<li class="nav-item cfm-intake-item"><button type="button" class="btn btn-primary btn-sm cfm-intake-button"
		title="Ctrl+Shift+I">${frappe.utils.icon("add", "sm")}<span>${frappe.utils.escape_html(label)}</span></button></li>`
	);
	button.on("click", () => open());
	$(".navbar .navbar-collapse .navbar-nav").first().prepend(button);
}

function add_to_search(label, open) {
	frappe.search.utils.make_function_searchable(open, label);
}

// Frappe leads back to the first workspace of a module, whoever may open it.
function lead_back_to_own_workspace() {
	const mine = (frappe.boot.allowed_workspaces || []).filter((page) => page.public);
	for (const module of ["CFM App", "CFM Outreach"]) {
		const own = mine.filter((page) => page.module?.startsWith("CFM ")).map((page) => page.title);
		if (own.length) frappe.boot.module_wise_workspaces[module] = own;
	}
}
