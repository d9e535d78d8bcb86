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
	"Custom Field": {"before_validate": "cfm_app.confidentiality.guards.guard_custom_field"},
	"DocType": {"validate": "cfm_app.confidentiality.guards.guard_doctype"},
	"Auto Email Report": {"validate": "cfm_app.confidentiality.guards.guard_auto_email_report"},
	"Report": {"validate": "cfm_app.confidentiality.guards.guard_report"},
	"User": {"on_update": "cfm_app.confidentiality.access_version.bump_for_user"},
}

# Requests
before_request = ["cfm_app.confidentiality.guards.strip_search_flags"]

# Scheduled tasks
scheduler_events = {
	"cron": {"*/5 * * * *": ["cfm_app.tasks.every_five_minutes"]},
	"daily": ["cfm_app.tasks.daily"],
}

# Links that may break when a referenced record goes
ignore_links_on_delete = list(CONFIDENTIAL)

export_python_type_annotations = True
require_type_annotated_api_methods = True
