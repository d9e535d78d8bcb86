"""Prints the demo log-ins, read as JSON from standard input, as a table: one line per role."""

import json
import sys


def read_logins(text):
	"""Return the list of {role, user, password}; a function's result may come as JSON inside a JSON string."""
	logins = json.loads(text)
	return json.loads(logins) if isinstance(logins, str) else logins


def main():
	logins = read_logins(sys.stdin.read())
	widths = [max(len(login[part]) for login in logins) for part in ("role", "user")]
	for login in logins:
		print(f"    {login['role']:<{widths[0]}}   {login['user']:<{widths[1]}}   {login['password']}")


main()
