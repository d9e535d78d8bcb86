"""Words that somebody types to do harm: each would run, forge or hide something where it is shown or logged carelessly."""

RAN = "window.cfm_ran = true"
PRODUCT = "3702963"

WORDS = {
	"a script": f"<script>{RAN}</script>",
	"a picture that fails": f'<img src=x onerror="{RAN}">',
	"the end of a field": f'</textarea></title></style>"><svg onload="{RAN}">',
	"an attribute": f"' autofocus onfocus='{RAN}' x='",
	"an address": f"[click](javascript:{RAN}) javascript:{RAN}",
	"a template": "{{ 1234321 * 3 }}{% for _ in [1] %}${1234321 * 3}{% endfor %}",
	"a template of Frappe": "{{ frappe.get_all('User') }}{{ doc.x }}",
	"an object that is not cleaned": f'{{"a": "<img src=x onerror={RAN}>"}}',
	"a list that is not cleaned": f'["<script>{RAN}</script>"]',
	"a header": "x\r\nSet-Cookie: evil=1\r\nX-Evil: 1\r\n\r\n<html>",
	"a line of a log": "x\n2026-01-01 00:00:00,000 ERROR forged by Amina",
	"a word read backwards": "safe\u202egnp.exe\u2066",
	"a nought": "a\x00b",
	"a formula": '=HYPERLINK("https://evil.invalid";"click")',
	"a query": "'; drop table `tabUser`; --",
}
# What may stand on no page, whatever was typed.
RAW = ("<script>window", "<img src=x", "<svg onload", PRODUCT, "\x00", "\u202e", "</textarea></title>")
