// The copy of the person's words that researchers may read: the app proposes it, a human eye clears it.
const show = cfm.show;

function panel(page) {
	const part = page.research;
	if (!part || !part.may_clear) return "";
	const body = part.text ? show.words(part.text) : show.nothing(__("No text was cleared for research."));
	return show.panel(__("Text for research"), body, show.button("clear_text", part.text ? __("Change") : __("Clear a text")));
}

function clear_text(frm, reload) {
	cfm.call("desk_research.propose_text", { name: frm.doc.name }).then((proposed) =>
		cfm.complaint.ask(
			__("Text for research"),
			[
				{
					fieldname: "text",
					label: __("Text without names"),
					fieldtype: "Text",
					default: proposed,
					reqd: 1,
					description: __(
						"Known names and numbers are taken out. Look for nicknames, places, jobs and events that give the person away, and take them out too."
					),
				},
			],
			__("This points to nobody"),
			({ text }) => cfm.call("desk_research.keep_text", { name: frm.doc.name, text }),
			reload
		)
	);
}

cfm.complaint.parts.push({
	box: "cfm-research",
	after: "ending",
	html: panel,
	actions: (frm, _page, reload) => ({ clear_text: () => clear_text(frm, reload) }),
});
