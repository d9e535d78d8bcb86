// The service directory as a file: taken out, brought in after a look at what would change, and taken back.
frappe.provide("cfm.directory");

const show = cfm.show;
const IMPORT = "CFM Directory Import";
const MOST_BYTES = 8000000;
const MIME = { xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", hsds: "application/zip" };
const COLORS = { new: "green", changed: "orange", refused: "red" };
const VERDICTS = () => ({ new: __("new"), changed: __("changed"), refused: __("refused") });
const SHEETS = () => ({ providers: __("Provider"), services: __("Service") });
const REASONS = () => ({
	missing: __("something is missing"),
	unreadable: __("this cannot be read"),
	unknown: __("no such code"),
	"too long": __("too long"),
	formula: __("a formula, or no plain text"),
	twice: __("stands twice in the file"),
	hidden: __("a hidden place: changed only in its own form"),
	provider: __("no such provider, or its row is refused"),
	site: __("one of its sites cannot be read, or its area is not known"),
	colleague: __("our own departments are entered by hand, with their colleague"),
});

cfm.directory.may_exchange = () => frappe.model.can_read(IMPORT);

cfm.directory.take_out = (file_kind) =>
	cfm.call("desk_directory.export_directory", { file_kind }, { freeze: true }).then(({ filename, content }) => {
		const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
		const link = document.createElement("a");
		link.href = URL.createObjectURL(new Blob([bytes], { type: MIME[file_kind] }));
		link.download = filename;
		link.click();
		setTimeout(() => URL.revokeObjectURL(link.href), 10000);
		frappe.show_alert(__("Hidden places, focal points and who keeps an entry true are not in the file."), 10);
	});

cfm.directory.bring_in = () => {
	const input = document.createElement("input");
	input.type = "file";
	input.accept = ".xlsx,.json,.zip";
	input.addEventListener("change", () => input.files[0] && look_at(input.files[0]));
	input.click();
};

async function look_at(file) {
	if (file.size > MOST_BYTES) return frappe.msgprint(__("This file is too large. Split it."));
	look_again({ filename: file.name, content: await base64(file) }, {});
}

async function look_again(file, choices, instead_of) {
	const looked = await cfm.call("desk_directory.look_at", { ...file, choices, instead_of }, { freeze: true });
	open_preview(looked, file, choices);
}

function base64(file) {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(reader.result.split(",")[1] || "");
		reader.onerror = reject;
		reader.readAsDataURL(file);
	});
}

function open_preview(looked, file, choices) {
	const some = looked.new_count + looked.changed_count;
	const dialog = new frappe.ui.Dialog({
		title: __("What this file changes"),
		size: "extra-large",
		fields: [
			{ fieldname: "counts", fieldtype: "HTML", options: counts_html(looked) },
			...cfm.directory.meaning_fields(looked.unknown),
			{ fieldtype: "Section Break", hide_border: !looked.unknown.length },
			{ fieldname: "preview", fieldtype: "HTML", options: cfm.directory.left_html(looked) + rows_html(looked) },
		],
		...(some && { primary_action_label: __("Apply"), primary_action: () => apply(dialog, looked) }),
		...(looked.unknown.length && {
			secondary_action_label: __("Look again"),
			secondary_action: () => {
				const meant = cfm.directory.meant(dialog, looked.unknown, choices);
				dialog.hide();
				look_again(file, meant, looked.name);
			},
		}),
	});
	dialog.$wrapper.addClass("cfm-directory-import");
	dialog.show();
}

function counts_html(looked) {
	const counts = __("{0} new, {1} changed, {2} the same, {3} refused.", [looked.new_count, looked.changed_count, looked.same_count, looked.refused_count]);
	const note = looked.refused_count ? `<p>${__("Refused rows stay out. The others come in together, or none of them.")}</p>` : "";
	return `<p role="status"><strong>${counts}</strong></p>${note}${cfm.directory.how_to_answer(looked.unknown)}`;
}

function rows_html(looked) {
	const rows = looked.items.map(row_html).join("");
	const head = [__("Row"), __("What"), __("Name"), __("Why or what")].map((title) => `<th scope="col">${title}</th>`).join("");
	return rows ? `<div class="table-responsive"><table class="table table-sm"><thead><tr>${head}<th></th></tr></thead><tbody>${rows}</tbody></table></div>` : "";
}

function row_html(item) {
	const column = item.column ? `${label(item, item.column)}: ` : "";
	const why = item.verdict === "refused" ? column + (REASONS()[item.reason] || item.reason) : item.fields.map((field) => label(item, field)).join(", ");
	return `<tr><td>${item.row}</td><td>${SHEETS()[item.sheet]}</td><td dir="auto">${show.escape(item.title)}</td><td>${show.escape(why)}</td><td>${show.pill(VERDICTS()[item.verdict], COLORS[item.verdict])}</td></tr>`;
}

function label(item, column) {
	const doctype = item.sheet === "providers" ? "Service Provider" : "CFM Service";
	return __(frappe.meta.get_label(doctype, column) || column);
}

async function apply(dialog, looked) {
	dialog.disable_primary_action();
	const { state } = await cfm.call("desk_directory.apply_import", { directory_import: looked.name }, { freeze: true });
	dialog.hide();
	if (state === "Running") {
		frappe.set_route("Form", IMPORT, looked.name);
		return frappe.show_alert(__("It goes on in the background. This form says when it is done."));
	}
	cur_list?.refresh();
	frappe.show_alert({ message: `${__("The directory is up to date.")} ${show.link(IMPORT, looked.name)}`, indicator: "green" }, 15);
}

cfm.directory.undo = (frm) =>
	frappe.confirm(__("Put back what was there before? Entries that this file brought along go out of use; what somebody has changed since stays."), () =>
		cfm.call("desk_directory.undo_import", { directory_import: frm.doc.name }, { freeze: true }).then(({ kept }) => {
			frm.reload_doc();
			frappe.show_alert({ message: kept ? __("Taken back, but for {0} entries that somebody has changed since.", [kept]) : __("Taken back."), indicator: kept ? "orange" : "green" });
		})
	);

cfm.directory.add_to_list = (listview) => {
	if (!cfm.directory.may_exchange()) return;
	frappe.model.with_doctype("Service Provider");
	listview.page.add_menu_item(__("Directory as a spreadsheet"), () => cfm.directory.take_out("xlsx"));
	listview.page.add_menu_item(__("Directory for Open Referral (HSDS)"), () => cfm.directory.take_out("hsds"));
	listview.page.add_menu_item(__("Bring in a file"), cfm.directory.bring_in);
	listview.page.add_menu_item(__("Files that came in"), () => frappe.set_route("List", IMPORT));
};
