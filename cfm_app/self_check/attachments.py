"""Probes: files of a confidential record (paths 6 and 7)."""

import frappe
from frappe import _lt

from cfm_app.confidentiality import files
from cfm_app.self_check.probe import probe

UPDATE = _lt("Update Frappe; files of confidential records are sealed and stay unreadable all the same.")


def _alias_a_plain_file(ground) -> str:
	plain = _plain_file(ground)
	return _alias(ground, ground.curious, plain.file_url, plain.name)


@probe(6, _lt("A file is given a second name"), control=_alias_a_plain_file, remedy=UPDATE)
def alias_a_sealed_file(ground, user: str) -> str:
	"""The attacker knows where the sealed bytes lie and makes rows of his own that point there."""
	return _alias(ground, user, f"/private/files/{files.FOLDER}/{ground.file[:2]}/{ground.file}", ground.file)


def _list_plain_files(ground) -> str:
	_plain_file(ground, name=f"{ground.words}.txt")
	return _list_files(ground, ground.curious)


@probe(7, _lt("Names and addresses of files are listed"), control=_list_plain_files)
def list_files(ground, user: str) -> str:
	"""A reader adds a photo that is named after the person; the attacker lists files."""
	photo = {"file": (_photo(), f"{ground.words}.png")}
	where = {"record_type": "Complaint", "name": ground.complaint.name}
	ground.request(ground.reader, "cfm_app.api.desk_files.add_file", files=photo, **where)
	return _list_files(ground, user)


def _alias(ground, user: str, url: str, file: str) -> str:
	todo = frappe.get_doc(doctype="ToDo", description="Buy tea", allocated_to=user, owner=user).insert()
	mail = {"doctype": "ToDo", "name": todo.name, "content": "x", "subject": "x", "recipients": user}
	row = {"file_name": "mine.txt", "file_url": url, "is_private": 1}
	tries = [
		ground.request(user, "POST /api/resource/File", json=row),
		ground.request(user, "upload_file", **row),
		ground.request(
			user, "frappe.client.set_value", doctype="User", name=user, fieldname="user_image", value=url
		),
		ground.request(user, "frappe.core.doctype.communication.email.make", attachments=[file], **mail),
		ground.request(
			user, "frappe.core.doctype.communication.email.make", attachments=[{"file_url": url}], **mail
		),
	]
	return "\n".join([*tries, ground.request(user, f"GET {url}")])


def _list_files(ground, user: str) -> str:
	fields = ["file_name", "file_url", "attached_to_doctype", "attached_to_name", "content_hash"]
	images = {"doctype": "Complaint", "names": [ground.complaint.name]}
	return "\n".join(
		(
			ground.request(user, "GET /api/resource/File", fields=fields, limit_page_length="500"),
			ground.request(
				user, "frappe.core.api.file.get_files_in_folder", folder="Home/Attachments", page_length=500
			),
			ground.request(user, "frappe.core.api.file.get_files_by_search_text", text=ground.words[:5]),
			ground.request(user, "frappe.core.api.file.get_attached_images", **images),
		)
	)


def _plain_file(ground, name: str = "plain.txt"):
	note = frappe.get_doc(doctype="ToDo", description="Private", allocated_to=ground.reader).insert()
	return frappe.get_doc(
		doctype="File",
		file_name=name,
		is_private=1,
		content=ground.bytes_word,
		attached_to_doctype="ToDo",
		attached_to_name=note.name,
	).insert()


def _photo() -> bytes:
	from io import BytesIO

	from PIL import Image

	buffer = BytesIO()
	Image.new("RGB", (4, 4)).save(buffer, "PNG")
	return buffer.getvalue()
