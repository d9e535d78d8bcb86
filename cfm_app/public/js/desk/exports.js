// Taking rows of confidential records out: one dialog instead of the platform's own, a file that is locked, a password shown once.
frappe.provide("cfm.exports");

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const REQUEST = "CFM Export Request";

const is_confidential = (doctype) => Boolean(frappe.boot.cfm?.confidential.includes(doctype));
const may_export = (doctype) => frappe.boot.user.can_export.includes(doctype);

// wanted: {kind: "list" or "report", source, filters, fields, order_by}
cfm.exports.open = (wanted) => {
	const dialog = new frappe.ui.Dialog({
		title: __("Export locked file"),
		fields: [
			{
				fieldname: "explained",
				fieldtype: "HTML",
				options: `<p>${__(
					"The file is locked with a password that you see once. Who took it, when, how many rows and which filters go into the access log."
				)}</p>`,
			},
			{ fieldname: "reason", fieldtype: "Small Text", label: __("What is the file for?"), reqd: 1 },
		],
		primary_action_label: __("Export"),
		primary_action: ({ reason }) =>
			cfm.call("desk_export.ask", { ...wanted, reason }, { freeze: true }).then((request) => {
				dialog.hide();
				if (request.state === "Ready") return cfm.exports.fetch(request.name);
				frappe.msgprint(
					__("{0} rows are more than one person takes out alone. {1} waits for somebody to agree.", [
						request.rows,
						cfm.show.link(REQUEST, request.name),
					])
				);
			}),
	});
	dialog.show();
};

cfm.exports.fetch = (name, done = () => {}) =>
	cfm.call("desk_export.fetch", { name }, { freeze: true }).then(({ filename, content, password }) => {
		save(filename, content);
		frappe.msgprint({
			title: __("Password of the file"),
			message: `<p class="cfm-code" dir="ltr">${cfm.show.escape(password)}</p>
				<p>${__("Write it down now: it is stored nowhere. Send it on another way than the file.")}</p>`,
		});
		done();
	});

function save(filename, content) {
	const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
	const address = URL.createObjectURL(new Blob([bytes], { type: XLSX }));
	$(`<a href="${address}" download="${cfm.show.escape(filename)}">`)[0].click();
	setTimeout(() => URL.revokeObjectURL(address), 10000);
}

function of_list(view, fields) {
	const chosen = view.get_checked_items(true);
	const filters = chosen.length ? [[view.doctype, "name", "in", chosen]] : view.get_filters_for_args();
	return { kind: "list", source: view.doctype, filters, fields, order_by: view.sort_selector?.get_sql_string() || "" };
}

// rows of confidential records are not mailed
function without_mailing(items) {
	return items.filter((item) => item.label !== __("Setup Auto Email"));
}

function menu_item(open) {
	return { label: __("Export locked file"), action: open, standard: true };
}

// The platform's own export refuses confidential types; its menu offers ours instead.
const can_export = frappe.model.can_export;
frappe.model.can_export = (doctype, frm) => !is_confidential(doctype) && can_export.call(frappe.model, doctype, frm);

extend(frappe.views.ReportView, "report_menu_items", function (given) {
	if (!is_confidential(this.doctype)) return given;
	const items = without_mailing(given);
	if (!may_export(this.doctype)) return items;
	const fields = () => this.columns.map((column) => column.docfield?.fieldname || column.field);
	return [...items, menu_item(() => cfm.exports.open(of_list(this, fields())))];
});

extend(frappe.views.ListView, "get_menu_items", function (items) {
	const is_list = this.view_name === "List";
	if (!is_list || !is_confidential(this.doctype) || !may_export(this.doctype)) return items;
	const fields = frappe.get_meta(this.doctype).fields.filter((field) => field.in_list_view);
	return [...items, menu_item(() => cfm.exports.open(of_list(this, fields.map((field) => field.fieldname))))];
});

extend(frappe.views.ListView, "get_actions_menu_items", function (items) {
	const closed = [__("Export", null, "Button in list view actions menu"), __("Print", null, "Button in list view actions menu")];
	return is_confidential(this.doctype) ? items.filter((item) => !closed.includes(item.label)) : items;
});

extend(frappe.views.QueryReport, "get_menu_items", function (given) {
	const doctype = this.report_doc?.ref_doctype;
	const items = is_confidential(doctype) ? without_mailing(given) : given;
	const is_blurred = frappe.boot.cfm?.counting_reports?.includes(this.report_name);
	if (!is_blurred && !(is_confidential(doctype) && may_export(doctype))) return items;
	const open = () =>
		cfm.exports.open({ kind: "report", source: this.report_name, filters: this.get_filter_values(), fields: [] });
	return [...items, menu_item(open)];
});

function extend(view, method, change) {
	const before = view?.prototype[method];
	if (!before) return;
	view.prototype[method] = function (...given) {
		return change.call(this, before.apply(this, given));
	};
}

frappe.ui.form.on(REQUEST, {
	refresh(frm) {
		frm.disable_save();
		const { state, asked_by } = frm.doc;
		const mine = asked_by === frappe.session.user;
		if (state === "Ready" && mine) {
			frm.add_custom_button(__("Download once"), () => cfm.exports.fetch(frm.doc.name, () => frm.reload_doc())).addClass("btn-primary");
		}
		if (state === "Waiting" && !mine && ["CFM Coordinator", "CFM Data Protection Officer"].some((role) => frappe.user.has_role(role))) {
			frm.add_custom_button(__("Agree"), () => decide(frm, true)).addClass("btn-primary");
			frm.add_custom_button(__("Refuse"), () => decide(frm, false));
		}
	},
});

function decide(frm, agreed) {
	const question = agreed
		? __("Let {0} rows leave the site in a locked file?", [frm.doc.row_count])
		: __("Refuse this export?");
	frappe.confirm(question, () =>
		cfm.call("desk_export.decide", { name: frm.doc.name, agreed }).then(() => frm.reload_doc())
	);
}
