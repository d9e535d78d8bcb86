from cfm_app.confidentiality.guards import CONFIDENTIAL

app_name = "cfm_app"
app_title = "CFM App"
app_publisher = "cfm_app contributors"
app_description = "Complaints and feedback, referrals, casework and a helpline for humanitarian organisations"
app_email = "maintainers@cfm-app.invalid"
app_license = "mit"

# Installation
before_install = "cfm_app.install.before_install"
after_install = "cfm_app.install.after_install"
after_migrate = "cfm_app.install.after_migrate"
before_uninstall = "cfm_app.uninstall.before_uninstall"
after_uninstall = "cfm_app.uninstall.after_uninstall"

# Permissions
permission_query_conditions = {
	doctype: "cfm_app.confidentiality.permissions.permission_query_conditions" for doctype in CONFIDENTIAL
}
has_permission = {doctype: "cfm_app.confidentiality.permissions.has_permission" for doctype in CONFIDENTIAL}

# Document events
doc_events = {
	"DocShare": {"before_insert": "cfm_app.confidentiality.guards.refuse_share"},
	"ToDo": {"validate": "cfm_app.confidentiality.guards.guard_assignment"},
	"Comment": {"before_insert": "cfm_app.confidentiality.guards.refuse_comment"},
	"Communication": {"before_insert": "cfm_app.confidentiality.guards.refuse_communication"},
	"Tag Link": {"before_insert": "cfm_app.confidentiality.guards.refuse_reference"},
	"Document Follow": {"before_insert": "cfm_app.confidentiality.guards.refuse_reference"},
	"Document Share Key": {"before_insert": "cfm_app.confidentiality.guards.refuse_reference"},
	"File": {"before_insert": "cfm_app.confidentiality.guards.refuse_file"},
	"Error Log": {"before_insert": "cfm_app.confidentiality.guards.redact_error"},
	"Notification Log": {"before_insert": "cfm_app.confidentiality.guards.neutral_notification"},
	"Custom Field": {"before_validate": "cfm_app.confidentiality.guards.guard_custom_field"},
	"DocType": {"validate": "cfm_app.confidentiality.guards.guard_doctype"},
	"Auto Email Report": {"validate": "cfm_app.confidentiality.guards.guard_auto_email_report"},
	"Report": {"validate": "cfm_app.confidentiality.guards.guard_report"},
	"User": {"on_update": "cfm_app.confidentiality.access_version.bump_for_user"},
}

# Requests
before_request = ["cfm_app.confidentiality.guards.strip_search_flags"]

override_whitelisted_methods = {"frappe.client.get_count": "cfm_app.api.platform.get_count"}

# Public portal
page_renderer = ["cfm_app.portal.renderer.FeedbackPage"]
before_request.append("cfm_app.portal.requests.forget_typed_words")
override_whitelisted_methods["frappe.website.doctype.web_form.web_form.accept"] = (
	"cfm_app.api.public.accept_web_form"
)
doc_events.update(
	{
		"Web Form": {"validate": "cfm_app.portal.questions.guard_web_form"},
		"CFM Feedback Type": {"on_update": "cfm_app.portal.questions.refresh_choices"},
		"CFM Area": {"on_update": "cfm_app.portal.questions.refresh_choices"},
	}
)

# Scheduled tasks
scheduler_events = {
	"cron": {"*/5 * * * *": ["cfm_app.tasks.every_five_minutes"]},
	"daily": ["cfm_app.tasks.daily"],
}

# Links that may break when a referenced record goes
ignore_links_on_delete = list(CONFIDENTIAL)

export_python_type_annotations = True
require_type_annotated_api_methods = True

# Desk
app_include_js = "cfm_app.bundle.js"
app_include_css = "cfm_app.bundle.css"
extend_bootinfo = "cfm_app.api.desk_boot.extend"
add_to_apps_screen = [
	{
		"name": "cfm_app",
		"logo": "/assets/cfm_app/images/cfm.svg",
		"title": "Complaints and feedback",
		"route": "/app/my-work",
		"has_permission": "cfm_app.api.desk_boot.may_use",
	}
]
