"""The smallest office: one place, an operator who takes contacts in, and one colleague whom every complaint reaches."""

import frappe

from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_area, make_grant, make_rule, make_user

AREA = "DESKLAND"


class SmallDeskCase(CFMTestCase):
	"""Has `operator` and `colleague`; a subclass says who the colleague is: (name, role, duty)."""

	COLLEAGUE = ("Hanna Handler", "Focal Point", "Handle")

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		make_area(AREA)
		cls.operator = make_user("Dora Desk", "Operator")
		make_grant(cls.operator, "Intake", area=AREA)
		name, role, duty = cls.COLLEAGUE
		cls.colleague = make_user(name, role)
		make_grant(cls.colleague, duty, area=AREA)
		make_rule(rank=1, area=AREA, level_to=4, assign_user=cls.colleague, assign_duty=None)
