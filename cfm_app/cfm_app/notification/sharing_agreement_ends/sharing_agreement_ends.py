"""A sharing agreement ends: who signed what, nothing about a person."""
