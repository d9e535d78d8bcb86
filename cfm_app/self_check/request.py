"""One HTTP request in this process, taken and answered as Frappe's own application does it."""

from io import BytesIO
from unittest.mock import Mock

from werkzeug.exceptions import HTTPException

import frappe
from frappe.app import handle_exception, make_form_dict
from frappe.auth import CookieManager
from frappe.sessions import Session
from frappe.utils import CallbackManager, random_string, set_request
from frappe.utils.response import build_response, download_private_file
from frappe.website.serve import get_response

from cfm_app.self_check.nothing_kept import REQUEST, local_state_restored

UNSAFE = ("POST", "PUT", "DELETE", "PATCH")


def send(user: str, target: str, /, json: dict | None = None, files: dict | None = None, **arguments) -> str:
	"""Send a request as this user and return status, headers, body and messages as one text.

	`target`: "frappe.client.get_list" (POST to the method), "/app/x" or "PUT /api/resource/ToDo/x". Arguments travel
	in the query string of a GET, else as a form; `json` as a JSON body; `files` as {field: (bytes, name)}.
	What the request wrote stays when it succeeds and is undone when it fails, or when it was a GET.
	"""
	method, path = _parse(target)
	with local_state_restored():
		_begin(user, method, path, json, files, arguments)
		frappe.db.savepoint(REQUEST)
		response, failed = _answer()
		if failed or (method not in UNSAFE and not frappe.local.flags.commit):
			frappe.db.rollback()
		else:
			frappe.db.commit()  # reason: held back, but what hangs on a commit is tried out too
		return _as_text(response)


def _parse(target: str) -> tuple[str, str]:
	if " " in target:
		method, path = target.split(" ", 1)
		return method, path
	return ("GET", target) if target.startswith("/") else ("POST", f"/api/method/{target}")


def _begin(user, method, path, json, files, arguments) -> None:
	frappe.set_user(user)  # reason: the trial's own people; who was logged in comes back at the end
	frappe.local.flags = frappe._dict(in_test=frappe.local.flags.in_test, currently_saving=[])
	frappe.local.response = frappe._dict(docs=[])
	frappe.local.cfm_views_logged = None
	for log in ("message_log", "error_log", "debug_log"):
		setattr(frappe.local, log, [])
	set_request(method=method, path=path, **_body(method, json, files, arguments))
	frappe.local.request.after_response = CallbackManager()
	frappe.local.request_ip = f"10.{random_string(6)}"
	frappe.local.is_ajax = True
	frappe.local.cookie_manager = CookieManager()
	frappe.local.session_obj = Mock(spec=Session)
	make_form_dict(frappe.local.request)


def _body(method, json, files, arguments) -> dict:
	headers = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
	if json is not None:
		return {"headers": headers, "json": json}
	form = {
		key: value if isinstance(value, str) else frappe.as_json(value) for key, value in arguments.items()
	}
	if method == "GET":
		return {"headers": headers, "query_string": form}
	uploads = {key: (BytesIO(data), name) for key, (data, name) in (files or {}).items()}
	return {"headers": headers, "data": {**form, **uploads}}


def _answer():
	try:
		for task in frappe.get_hooks("before_request"):
			if not task.startswith("frappe."):  # the platform's own measure load, they do not guard
				frappe.call(task)
		return _route(frappe.local.request), False
	except HTTPException as error:
		return error.get_response(), True
	except Exception as error:
		return handle_exception(error), True


def _route(request):
	if frappe.form_dict.cmd:
		frappe.handler.handle()
		return build_response("json")
	if request.path.startswith("/api/"):
		return frappe.api.handle(request)
	if request.path.startswith("/private/files/"):
		return download_private_file(request.path)
	return get_response()


def _as_text(response) -> str:
	response.direct_passthrough = False
	headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
	body = response.get_data().decode("utf-8", "replace")
	return "\n".join((str(response.status_code), headers, body, frappe.as_json(frappe.local.message_log)))
