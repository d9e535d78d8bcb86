"""What a public page tells browsers and proxies: run nothing, keep nothing, say nothing to the next site."""

NOTHING_ELSEWHERE = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
FEATURES = ("camera", "display-capture", "geolocation", "interest-cohort", "microphone", "payment", "usb")
ALWAYS = {
	"Cache-Control": "no-store",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
	"Referrer-Policy": "no-referrer",
	"Vary": "Accept-Language",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
	"X-Robots-Tag": "noindex",
}


def of_page(
	language: str, nonce: str, retry_after: int | None = None, pictures_from: str = ""
) -> dict[str, str]:
	"""Return the headers of a page in this language whose own style and script carry the nonce.

	`retry_after`: seconds until it makes sense to come back, for a page that asks to wait.
	`pictures_from`: the one other origin that a page with a map shows pictures of.
	"""
	own = f"style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'"
	pictures = f"img-src data: {pictures_from}".strip()
	headers = {
		**ALWAYS,
		"Content-Language": language,
		"Content-Security-Policy": f"{NOTHING_ELSEWHERE}; {pictures}; {own}",
	}
	if pictures_from:
		# tile servers seldom say that others may show their pictures; this way they come, without cookies
		headers["Cross-Origin-Embedder-Policy"] = "credentialless"
	return {**headers, "Retry-After": str(retry_after)} if retry_after else headers
