"""Names of what the app puts into a site outside its own modules: install adds it, uninstall takes it away."""

ROLES = [
	"CFM Operator",
	"CFM Focal Point",
	"CFM Responder",
	"CFM Sensitive Focal Point",
	"CFM Coordinator",
	"CFM Case Worker",
	"CFM Outreach Officer",
	"CFM Analyst",
	"CFM Auditor",
	"CFM Administrator",
	"CFM Reporter",
	"CFM Custodian",
	"CFM Investigator",
	"CFM Researcher",
	"CFM Partner",
	"CFM Data Protection Officer",
]

COMPLAINT_STATES = [
	"Received",
	"Triaged",
	"In progress",
	"Waiting",
	"Answer drafted",
	"Answer approved",
	"Answered",
	"Closed",
	"Reopened",
	"Appealed",
	"Out of scope",
	"Duplicate",
	"Withdrawn",
]

COMPLAINT_ACTIONS = [
	"Triage",
	"Answer at once",
	"Start work",
	"Wait",
	"Draft answer",
	"Close",
	"Resume",
	"Approve answer",
	"Return for changes",
	"Mark answered",
	"Appeal",
	"Reopen",
	"Out of scope",
	"Mark duplicate",
	"Withdraw",
]

REFERRAL_STATES = [
	"Draft",
	"Consent pending",
	"Sent",
	"Acknowledged",
	"No feedback",
	"Accepted",
	"Not accepted",
	"Service scheduled",
	"Person unreachable",
	"Service received",
	"Closed",
	"Withdrawn",
	"Revoked",
	"Transferred on",
]

REFERRAL_ACTIONS = [
	"Ask for consent",
	"Send",
	"Acknowledge",
	"Accept",
	"Decline",
	"Schedule",
	"Report as delivered",
	"Confirm that the service was received",
	"The person cannot be reached",
	"Try again",
	"Transfer",
	"Withdraw",
	"Revoke",
	"Close",
]

WORKFLOW_STATES = list(dict.fromkeys([*COMPLAINT_STATES, *REFERRAL_STATES]))
WORKFLOW_ACTIONS = list(dict.fromkeys([*COMPLAINT_ACTIONS, *REFERRAL_ACTIONS]))

PLAIN_DOCTYPES = ["Complaint", "Referral", "Awareness Session", "Service Provider"]
MODULES = ["CFM App", "CFM Helpline", "CFM Outreach", "CFM Insight"]
DEFAULTS_OWNER = "cfm_app"
