// From level 5 on a custodian agrees before anybody sees who it is: asking, waiting, seeing, giving it back.
frappe.provide("cfm.reveal");

const show = cfm.show;
const ENDED_BECAUSE = () => ({
	time: __("its time was over"),
	"access changed": __("level, place or team of the complaint have changed"),
	"people changed": __("other people are named in the complaint since"),
});

function panel(page) {
	const part = page.reveal;
	if (!part) return "";
	const [words, buttons] = (STATES[part.state] || STATES[""])(part);
	return show.panel(__("Who it is"), `<p class="cfm-reveal">${words}</p>`, page.may_reveal ? buttons : "");
}

const ask_button = (label) => show.button("reveal_ask", label);
const withdraw_button = (part, label) =>
	show.button("reveal_withdraw", label, "default", `data-request="${show.escape(part.request)}"`);

const STATES = {
	"": () => [
		__("Names stay masked at this level. A custodian has to agree before you see them; your reason goes into the access log."),
		ask_button(__("Ask to see who this is")),
	],
	Asked: (part) => [
		`${show.pill(__("Waiting for a custodian"), "orange")} ${__("asked {0}", [show.ago(part.asked_on)])}`,
		withdraw_button(part, __("Withdraw")),
	],
	Approved: (part) => [
		`${show.pill(__("Agreed"), "green")} ${__("by {0}", [show.escape(part.decided_by_name)])} ·
		${__("open until {0}", [show.moment(part.until)])}
		<strong class="cfm-countdown" data-until="${show.escape(part.until)}">${time_left(part.seconds_left)}</strong>`,
		show.button("reveal_show", __("Show who this is"), "primary") + withdraw_button(part, __("I no longer need it")),
	],
	Refused: (part) => [
		`${show.pill(__("Refused"), "red")} ${__("by {0}", [show.escape(part.decided_by_name)])}${show.words(part.refusal)}`,
		ask_button(__("Ask again")),
	],
	Ended: (part) => [
		`${show.pill(__("Ended"), "gray")} ${ENDED_BECAUSE()[part.ended_because] || ""}`,
		ask_button(__("Ask again")),
	],
};

function time_left(seconds) {
	if (seconds <= 0) return __("over");
	const minutes = Math.ceil(seconds / 60);
	const hours = Math.floor(minutes / 60);
	return hours ? __("{0} h {1} min left", [hours, minutes % 60]) : __("{0} min left", [minutes]);
}

// Counts down from what the server said, whatever this computer's clock shows; stops when the panel is gone.
function count_down(page, frm) {
	if (page.reveal?.state !== "Approved") return;
	const drawn = Date.now();
	const timer = setInterval(() => {
		const shown = frm.$wrapper.find(".cfm-countdown");
		if (!shown.length || frm.doc.name !== page.facts.reference) return clearInterval(timer);
		shown.text(time_left(page.reveal.seconds_left - (Date.now() - drawn) / 1000));
	}, 20000);
}

function ask(frm, reload) {
	cfm.complaint.ask(
		__("Ask to see who this is"),
		[
			{
				fieldname: "reason",
				label: __("Why do you need to know who this is?"),
				description: __("A custodian reads this and decides. Write no names. It goes into the access log with your name."),
				fieldtype: "Small Text",
				reqd: 1,
			},
		],
		__("Ask to see who this is"),
		({ reason }) => cfm.call("desk_reveal.ask", { name: frm.doc.name, reason }),
		reload
	);
}

const show_people = (frm, reload) =>
	cfm
		.call("desk_complaint.reveal_identity", { record_type: "Complaint", name: frm.doc.name, reason: "" })
		.then(cfm.panels.show_revealed, reload);

cfm.complaint.parts.push({
	box: "reveal",
	after: "need",
	html: (page, frm) => {
		count_down(page, frm);
		return panel(page);
	},
	actions: (frm, _page, reload) => ({
		reveal_ask: () => ask(frm, reload),
		reveal_show: () => show_people(frm, reload),
		reveal_withdraw: ({ request }) => cfm.call("desk_reveal.withdraw", { request }).then(reload),
	}),
});
