"""The states of a complaint, named once. The definition itself is data: workflows/complaint.json."""

RECEIVED = "Received"
TRIAGED = "Triaged"
IN_PROGRESS = "In progress"
WAITING = "Waiting"
ANSWER_DRAFTED = "Answer drafted"
ANSWER_APPROVED = "Answer approved"
ANSWERED = "Answered"
CLOSED = "Closed"
REOPENED = "Reopened"
APPEALED = "Appealed"
OUT_OF_SCOPE = "Out of scope"
DUPLICATE = "Duplicate"
WITHDRAWN = "Withdrawn"

ENDED = (CLOSED, OUT_OF_SCOPE, DUPLICATE, WITHDRAWN)
OPEN = (
	RECEIVED,
	TRIAGED,
	IN_PROGRESS,
	WAITING,
	ANSWER_DRAFTED,
	ANSWER_APPROVED,
	ANSWERED,
	REOPENED,
	APPEALED,
)
OUTCOME_OF_EARLY_END = {OUT_OF_SCOPE: "OUTSCOPE", DUPLICATE: "DUPLIC", WITHDRAWN: "WITHDRAWN"}
