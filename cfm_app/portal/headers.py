"""What a public page tells browsers and proxies: run nothing, keep nothing, say nothing to the next site."""

NOTHING_ELSEWHERE = (
	"default-src 'none'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
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


def of_page(language: str, nonce: str, retry_after: int | None = None) -> dict[str, str]:
	"""Return the headers of a page in this language whose own style and script carry the nonce.

	`retry_after`: seconds until it makes sense to come back, for a page that asks to wait.
	"""
	own = f"style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'"
	headers = {
		**ALWAYS,
		"Content-Language": language,
		"Content-Security-Policy": f"{NOTHING_ELSEWHERE}; {own}",
	}
	return {**headers, "Retry-After": str(retry_after)} if retry_after else headers
