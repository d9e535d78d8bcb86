// Who answers for a complaint sees who looked at it.
frappe.provide("cfm.complaint");

const show = cfm.show;
const SHOWN_AT_FIRST = 5;

function panel(page) {
	if (!page.looks || !page.looks.length) return "";
	const rows = page.looks.map(
		(look) => `<li>${show.moment(look.at)} <strong>${show.escape(look.by_name)}</strong> <span class="text-muted">${show.escape(__(look.action))}</span></li>`
	);
	const rest = rows.slice(SHOWN_AT_FIRST);
	const more = rest.length ? `<details><summary>${__("{0} more", [rest.length])}</summary><ul class="cfm-follow-ups">${rest.join("")}</ul></details>` : "";
	return show.panel(__("Who looked at this"), `<ul class="cfm-follow-ups">${rows.slice(0, SHOWN_AT_FIRST).join("")}</ul>${more}`);
}

cfm.complaint.parts.push({ box: "looks", after: "ending", html: panel });
