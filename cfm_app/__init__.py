"""Complaints and feedback, referrals, casework and a helpline for humanitarian organisations."""

__version__ = "0.1.0"
