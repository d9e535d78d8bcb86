"""The parts of a complaint's form that stand in files of their own: {name of the part: function(doc, depth)}.

Each function returns what its part shows at this depth of rules/access.py, for the user who asks.
"""

from cfm_app.api import (
	desk_care,
	desk_investigation,
	desk_keeping,
	desk_referrals,
	desk_research,
	desk_reveal,
	desk_sharing,
)
from cfm_app.confidentiality import log_readers

PARTS = {
	"care": desk_care.of,
	"sharing": desk_sharing.of,
	"referrals": desk_referrals.of,
	"investigation": desk_investigation.of,
	"keeping": desk_keeping.of,
	"reveal": desk_reveal.of,
	"research": desk_research.of,
	"looks": log_readers.of,
}
