frappe.pages["compare-shipped"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Compare with the shipped version"), single_column: true });
	const found = $('<div class="cfm-work"></div>').appendTo(page.main);
	const choice = page.add_field({ fieldname: "doctype", label: __("Reference data"), fieldtype: "Select", change: () => look(found, choice) });
	cfm.call("desk_compare.choices").then((choices) => {
		choice.df.options = choices;
		choice.refresh();
		choice.set_value(choices[0]?.value);
	});
	found.on("click", "[data-cfm-action]", async (event) => {
		const { cfmAction, name, field } = event.currentTarget.dataset;
		const doctype = choice.get_value();
		if (cfmAction === "take") await cfm.call("desk_compare.take_shipped", { doctype, name, field });
		if (cfmAction === "add") await cfm.call("desk_compare.add_shipped", { doctype, name });
		look(found, choice);
	});
};

async function look(found, choice) {
	const doctype = choice.get_value();
	if (!doctype) return;
	const answer = await cfm.call("desk_compare.differences", { doctype });
	const by_kind = (kind) => answer.differences.filter((row) => row.kind === kind);
	const parts = [
		part(__("Changed here"), by_kind("changed"), (row) => changed_html(doctype, row, answer.may_write)),
		part(__("Shipped, but not here"), by_kind("missing"), (row) => missing_html(row, answer.may_create)),
		part(__("Only here"), by_kind("added"), (row) => cfm.show.link(doctype, row.name)),
	];
	found.html(parts.filter(Boolean).join("") || cfm.show.nothing(__("Nothing differs from what is shipped.")));
}

function part(title, rows, html) {
	return rows.length ? cfm.show.panel(`${title} (${rows.length})`, `<ul class="cfm-follow-ups">${rows.map((row) => `<li>${html(row)}</li>`).join("")}</ul>`) : "";
}

function changed_html(doctype, row, may_write) {
	const show = cfm.show;
	const data = `data-name="${show.escape(row.name)}" data-field="${show.escape(row.field)}"`;
	const text = (value) => `<span dir="auto">${show.escape(value) || "–"}</span>`;
	return `${show.link(doctype, row.name)} <strong>${show.escape(row.label)}</strong>: ${text(row.here)}
		<br><span class="text-muted">${__("shipped")}: ${text(row.shipped)}</span>
		${may_write ? show.button("take", __("Take the shipped value"), "default", data) : ""}`;
}

function missing_html(row, may_create) {
	const add = may_create ? cfm.show.button("add", __("Add it"), "default", `data-name="${cfm.show.escape(row.name)}"`) : "";
	return `<span dir="ltr">${cfm.show.escape(row.name)}</span> ${add}`;
}
