"""Who may do what with which DocType: what the DocTypes' own files say is compared with this table, so that a slip shows.

One letter a right: r read, s select, w write, c create, d delete, o report, e export, p print, i import. Roles are
written without "CFM ". Nobody shares, submits, cancels, amends, mails or owns.
"""

LETTERS = {
	"r": "read",
	"s": "select",
	"w": "write",
	"c": "create",
	"d": "delete",
	"o": "report",
	"e": "export",
	"p": "print",
	"i": "import",
}
NOT_OURS = {"System Manager"}
READERS = (
	"Analyst, Auditor, Case Worker, Coordinator, Focal Point, Operator, Outreach Officer, Responder, "
	"Sensitive Focal Point"
)
REFERENCE = {"rso": READERS, "rswcdoepi": "Administrator, System Manager"}
WITH_OFFICER = {**REFERENCE, "rso": f"{READERS}, Data Protection Officer"}
NOBODY = {}

RIGHTS = {
	"Referral": {
		"rwco": "Operator",
		"rwcop": "Case Worker, Coordinator, Focal Point, Sensitive Focal Point",
		"ro": "Analyst, Auditor, Responder",
	},
	"CFM Referral Step": {
		"ro": "Auditor, Case Worker, Coordinator, Focal Point, Operator, Responder, Sensitive Focal Point"
	},
	"CFM Partner Link": NOBODY,
	"CFM Sector": REFERENCE,
	"CFM Service Type": REFERENCE,
	"Service Provider": {
		"rso": "Analyst, Auditor, Case Worker, Operator, Responder",
		"rswcoe": "Focal Point, Outreach Officer, Sensitive Focal Point",
		"rswcdoepi": "Administrator, Coordinator, System Manager",
	},
	"CFM Service": {
		"rso": "Analyst, Auditor, Case Worker, Operator, Responder",
		"rswcoe": "Focal Point, Outreach Officer, Sensitive Focal Point",
		"rswcdoepi": "Administrator, Coordinator, System Manager",
	},
	"CFM Directory Import": {"ro": "Administrator, Coordinator, Outreach Officer, System Manager"},
	"CFM Service Suggestion": {"ro": f"{READERS}, Administrator, System Manager"},
	"CFM Service Change": {"ro": f"{READERS}, Administrator, System Manager"},
	"CFM Bulletin": {
		"ro": "Analyst, Auditor, Case Worker, Operator, Responder, Sensitive Focal Point",
		"rwco": "Focal Point, Outreach Officer",
		"rwcdo": "Administrator, Coordinator, System Manager",
	},
	"CFM Bulletin Read": {"ro": "Administrator, Auditor, Coordinator, System Manager"},
	"CFM Service Gap": {
		"ro": "Analyst, Auditor, Case Worker, Operator, Responder, Sensitive Focal Point",
		"rwoe": "Administrator, Coordinator, Focal Point, Outreach Officer, System Manager",
	},
	"CFM Service Gap Mark": NOBODY,
	"CFM Channel Settings": {"r": "Coordinator", "rwc": "Administrator, System Manager"},
	"CFM Provider Account": {"ro": "Auditor, Coordinator", "rswcdo": "Administrator, System Manager"},
	"CFM Message Line": {
		"ro": "Auditor, Coordinator",
		"rso": "Outreach Officer",
		"rswcdo": "Administrator, System Manager",
	},
	"CFM Message Template": {
		"ro": "Auditor, Coordinator",
		"rso": "Outreach Officer",
		"rs": "Focal Point, Operator, Responder, Sensitive Focal Point",
		"rswcdo": "Administrator, System Manager",
	},
	"CFM Broadcast": {
		"rwco": "Coordinator, Outreach Officer",
		"ro": "Administrator, Auditor, System Manager",
	},
	"CFM Contact Point": NOBODY,
	"CFM Consent Ledger": NOBODY,
	"CFM Message": NOBODY,
	"CFM Message Status": NOBODY,
	"CFM Message Media": NOBODY,
	"CFM Webhook Event": NOBODY,
	"CFM Broadcast Recipient": NOBODY,
	"CFM Access Key": NOBODY,
	"CFM Access Log": {"roe": "Auditor"},
	"CFM Area": {**WITH_OFFICER, "s": "Partner, Reporter"},
	"CFM Category": REFERENCE,
	"CFM Channel": WITH_OFFICER,
	"CFM Channel Availability": {
		"rso": "Analyst, Auditor, Case Worker, Operator, Responder, Sensitive Focal Point",
		"rswco": "Focal Point",
		"rswcdoep": "Coordinator, Outreach Officer",
		"rswcdoepi": "Administrator, System Manager",
	},
	"CFM Consent": {
		"rco": "Case Worker, Coordinator, Focal Point, Operator, Sensitive Focal Point",
		"ro": "Auditor",
	},
	"CFM Data Request": {
		"rwcoe": "Data Protection Officer",
		"ro": "Auditor",
		"c": "Case Worker, Coordinator, Focal Point, Operator, Responder, Sensitive Focal Point",
	},
	"CFM Disclosure": {
		"rco": "Coordinator, Focal Point, Sensitive Focal Point",
		"ro": "Auditor, Case Worker",
	},
	"CFM Document Kind": {
		"rwco": "Administrator, Data Protection Officer, System Manager",
		"ro": "Auditor, Coordinator",
		"r": "Case Worker, Focal Point, Operator, Responder, Sensitive Focal Point",
	},
	"CFM Erasure": {"roe": "Data Protection Officer", "ro": "Auditor, Custodian"},
	"CFM Export Request": {
		"ro": "Analyst, Auditor, Coordinator, Data Protection Officer, Focal Point, Researcher, Sensitive Focal Point"
	},
	"CFM FAQ": {
		"rso": "Analyst, Auditor, Case Worker, Operator, Responder, Sensitive Focal Point",
		"rswco": "Focal Point",
		"rswcoep": "Coordinator, Outreach Officer",
		"rswcdoepi": "Administrator, System Manager",
	},
	"CFM Feedback Type": WITH_OFFICER,
	"CFM Focal Point": {
		"rwcdoep": "Coordinator",
		"rwcdoepi": "Administrator, System Manager",
		"ro": "Auditor",
	},
	"CFM Follow Up": {
		"rwo": "Case Worker, Operator",
		"rwco": "Coordinator, Focal Point, Sensitive Focal Point",
		"ro": "Auditor",
	},
	"CFM Hold": {"rwco": "Coordinator, Sensitive Focal Point", "ro": "Auditor, Focal Point"},
	"CFM Interaction": {
		"rwco": "Coordinator, Focal Point, Operator, Sensitive Focal Point",
		"rco": "Case Worker",
		"ro": "Auditor",
		"c": "Partner, Reporter",
	},
	"CFM Investigation": {"rw": "Investigator, Sensitive Focal Point"},
	"CFM Legal Pack": {
		"rwco": "Administrator, Data Protection Officer, System Manager",
		"ro": "Auditor, Coordinator",
	},
	"CFM Outcome": REFERENCE,
	"CFM Party": NOBODY,
	"CFM Person": NOBODY,
	"CFM Privacy Notice": {**REFERENCE, "rwco": "Data Protection Officer"},
	"CFM Project": {
		"rso": "Analyst, Auditor, Case Worker, Operator, Outreach Officer, Sensitive Focal Point",
		"rswo": "Focal Point, Responder",
		"rswcoep": "Coordinator",
		"rswcdoepi": "Administrator, System Manager",
	},
	"CFM Published Numbers": {
		"rso": "Analyst, Auditor, Coordinator, Data Protection Officer",
		"rsdo": "Administrator",
	},
	"CFM Receipt": NOBODY,
	"CFM Research Study": {
		"rso": "Researcher",
		"rswcdo": "Coordinator, Data Protection Officer",
		"ro": "Auditor",
	},
	"CFM Response": {
		"ro": "Auditor, Case Worker, Operator",
		"rwco": "Coordinator, Focal Point, Responder, Sensitive Focal Point",
	},
	"CFM Retention Rule": {
		"rwco": "Administrator, Data Protection Officer, System Manager",
		"ro": "Auditor, Coordinator",
	},
	"CFM Reveal Request": {"ro": "Auditor, Custodian, Sensitive Focal Point"},
	"CFM Routing Rule": {
		"rwcdoep": "Coordinator",
		"rwcdoepi": "Administrator, System Manager",
		"ro": "Auditor, Focal Point",
	},
	"CFM Sealed Content": NOBODY,
	"CFM Sealed File": NOBODY,
	"CFM Sensitivity Level": REFERENCE,
	"CFM Settings": {"r": "Coordinator", "rwc": "Administrator, System Manager"},
	"CFM Sharing Agreement": {
		"rwcoep": "Data Protection Officer",
		"ro": "Administrator, Auditor",
		"rwcop": "Coordinator",
		"r": "Case Worker, Focal Point, Operator, Sensitive Focal Point",
	},
	"CFM Step": {
		"ro": "Auditor, Case Worker, Coordinator, Focal Point, Operator, Responder, Sensitive Focal Point",
		"r": "Investigator",
	},
	"CFM Training": {
		"rso": "Analyst, Auditor, Case Worker, Operator, Responder, Sensitive Focal Point",
		"rswco": "Focal Point",
		"rswcdoep": "Coordinator, Outreach Officer",
		"rswcdoepi": "Administrator, System Manager",
	},
	"CFM Urgency": REFERENCE,
	"Complaint": {
		"rwco": "Operator",
		"rwcoep": "Coordinator, Focal Point",
		"rwo": "Responder",
		"rwcop": "Sensitive Focal Point",
		"ro": "Auditor, Case Worker",
		"roe": "Analyst",
	},
}
# these watch over the others: who holds one of the roles sees every row, without a duty
OVERSEERS = {
	"CFM Access Log": {"CFM Auditor"},
	"CFM Export Request": {"CFM Auditor", "CFM Coordinator", "CFM Data Protection Officer"},
	"CFM Research Study": {"CFM Auditor", "CFM Coordinator", "CFM Data Protection Officer"},
	"CFM Reveal Request": {"CFM Auditor"},
}
# who keeps a record true changes it: one of these roles alone is not enough. {DocType: {right: roles}}
KEPT_BY_NAME = {"CFM Service": {"write": {"CFM Focal Point", "CFM Sensitive Focal Point"}}}


def expected(doctype: str) -> dict[str, set[str]]:
	"""Return {role: rights} of a DocType as this table says, e.g. {"CFM Auditor": {"read", "report"}}."""
	return {
		role if role in NOT_OURS else f"CFM {role}": {LETTERS[letter] for letter in letters}
		for letters, roles in RIGHTS[doctype].items()
		for role in roles.split(", ")
	}
