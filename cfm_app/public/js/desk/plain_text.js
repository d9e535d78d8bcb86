// What people wrote is shown as words. The platform escapes one-line fields only: in a longer field that cannot be
// changed it would take what a stranger typed for a page, and run it.
const OUR_MODULES = ["CFM App", "CFM Helpline", "CFM Outreach", "CFM Insight"];

["Text", "SmallText", "LongText"].forEach((kind) => {
	const platform = frappe.form.formatters[kind] || frappe.form.formatters.Data;
	frappe.form.formatters[kind] = (value, df, ...others) =>
		is_ours(df) ? cfm.show.escape(value).replaceAll("\n", "<br>") : platform(value, df, ...others);
});

function is_ours(df) {
	return Boolean(df?.parent) && OUR_MODULES.includes(frappe.get_meta(df.parent)?.module);
}
