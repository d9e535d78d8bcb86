from cfm_app.confidentiality.guards import CONFIDENTIAL
from cfm_app.setup.owned import ROLES, WORKFLOW_ACTIONS, WORKFLOW_STATES

app_name = "cfm_app"
app_title = "CFM App"
app_publisher = "cfm_app contributors"
app_description = "Complaints and feedback, referrals, casework and a helpline for humanitarian organisations"
app_email = "maintainers@cfm-app.invalid"
app_license = "mit"

# Apps screen
add_to_apps_screen = [
	{
		"name": "cfm_app",
		"logo": "/assets/cfm_app/images/cfm.svg",
		"title": "Complaints and feedback",
		"route": "/app/my-work",
		"has_permission": "cfm_app.api.desk_boot.may_use",
	}
]

# Assets of every desk page
app_include_js = "cfm_app.bundle.js"
app_include_css = "cfm_app.bundle.css"
extend_bootinfo = "cfm_app.api.desk_boot.extend"

# Public pages, and the calls of message providers
page_renderer = ["cfm_app.portal.renderer.FeedbackPage", "cfm_app.api.webhooks.MessageHook"]

# Installation
before_install = "cfm_app.install.before_install"
after_install = "cfm_app.install.after_install"
after_migrate = "cfm_app.install.after_migrate"
before_uninstall = "cfm_app.uninstall.before_uninstall"
after_uninstall = "cfm_app.uninstall.after_uninstall"

# Records the app owns: a migrate puts them back
fixtures = [
	{"dt": "Role", "filters": [["name", "in", ROLES]]},
	{"dt": "Workflow State", "filters": [["name", "in", WORKFLOW_STATES]]},
	{"dt": "Workflow Action Master", "filters": [["name", "in", WORKFLOW_ACTIONS]]},
]

# Permissions
permission_query_conditions = {
	doctype: "cfm_app.confidentiality.permissions.permission_query_conditions" for doctype in CONFIDENTIAL
}
has_permission = {doctype: "cfm_app.confidentiality.permissions.has_permission" for doctype in CONFIDENTIAL}
permission_query_conditions["CFM Access Log"] = (
	"cfm_app.confidentiality.log_readers.permission_query_conditions"
)
has_permission["CFM Access Log"] = "cfm_app.confidentiality.log_readers.has_permission"
REVEAL_REQUEST = "cfm_app.cfm_app.doctype.cfm_reveal_request.cfm_reveal_request"
permission_query_conditions["CFM Reveal Request"] = f"{REVEAL_REQUEST}.permission_query_conditions"
has_permission["CFM Reveal Request"] = f"{REVEAL_REQUEST}.has_permission"
EXPORT_REQUEST = "cfm_app.cfm_app.doctype.cfm_export_request.cfm_export_request"
permission_query_conditions["CFM Export Request"] = f"{EXPORT_REQUEST}.permission_query_conditions"
has_permission["CFM Export Request"] = f"{EXPORT_REQUEST}.has_permission"
RESEARCH_STUDY = "cfm_app.cfm_insight.doctype.cfm_research_study.cfm_research_study"
permission_query_conditions["CFM Research Study"] = f"{RESEARCH_STUDY}.permission_query_conditions"
has_permission["CFM Research Study"] = f"{RESEARCH_STUDY}.has_permission"
has_permission["CFM Service"] = "cfm_app.directory.keepers.has_permission"

# DocTypes of the platform that write past their events
override_doctype_class = {
	"Access Log": "cfm_app.confidentiality.traces.QuietAccessLog",
	"Customize Form": "cfm_app.confidentiality.customize_form.GuardedCustomizeForm",
	"Email Account": "cfm_app.integrations.email.accounts.LineEmailAccount",
	"Error Log": "cfm_app.confidentiality.traces.QuietErrorLog",
	"System Console": "cfm_app.confidentiality.system_console.ClosedSystemConsole",
}

# Document events: what the platform would otherwise let through
doc_events = {
	"*": {"after_rename": "cfm_app.confidentiality.renames.guard_rename"},
	"Assignment Rule": {"before_validate": "cfm_app.confidentiality.guards.refuse_reference"},
	"Auto Email Report": {"before_validate": "cfm_app.confidentiality.customising.guard_auto_email_report"},
	"Auto Repeat": {"before_validate": "cfm_app.confidentiality.guards.refuse_reference"},
	"CFM Area": {"on_update": "cfm_app.portal.questions.refresh_choices"},
	"CFM Feedback Type": {"on_update": "cfm_app.portal.questions.refresh_choices"},
	"CFM Message Line": {
		"validate": "cfm_app.integrations.email.accounts.guard_line",
		"on_update": "cfm_app.integrations.email.accounts.follow_change",
		"on_trash": "cfm_app.integrations.email.accounts.give_up",
		"on_change": "cfm_app.integrations.engine.hook_urls.forget_lines",
		"after_delete": "cfm_app.integrations.engine.hook_urls.forget_lines",
	},
	"Client Script": {"before_validate": "cfm_app.confidentiality.scripts.guard_client_script"},
	"Comment": {"before_validate": "cfm_app.confidentiality.guards.refuse_comment"},
	"Communication": {
		"before_insert": [
			"cfm_app.confidentiality.guards.refuse_communication",
			"cfm_app.integrations.email.accounts.refuse_in_clear_text",
		]
	},
	"Custom DocPerm": {"before_validate": "cfm_app.confidentiality.customising.guard_permission"},
	"Custom Field": {"before_validate": "cfm_app.confidentiality.customising.guard_custom_field"},
	"Discussion Topic": {"before_validate": "cfm_app.confidentiality.guards.refuse_reference"},
	"DocShare": {"before_validate": "cfm_app.confidentiality.guards.refuse_share"},
	"DocType": {"before_validate": "cfm_app.confidentiality.customising.guard_doctype"},
	"Document Follow": {"before_validate": "cfm_app.confidentiality.guards.refuse_reference"},
	"Document Share Key": {"before_validate": "cfm_app.confidentiality.guards.refuse_reference"},
	"Email Queue": {"before_insert": "cfm_app.confidentiality.traces.forget_prints"},
	"Energy Point Log": {"before_validate": "cfm_app.confidentiality.guards.refuse_reference"},
	"Energy Point Rule": {"before_validate": "cfm_app.confidentiality.guards.refuse_reference"},
	"Error Log": {"before_insert": "cfm_app.confidentiality.traces.redact_error"},
	"File": {"before_validate": "cfm_app.confidentiality.guards.refuse_file"},
	"Global Search Settings": {"before_validate": "cfm_app.confidentiality.customising.guard_global_search"},
	"Kanban Board": {"validate": "cfm_app.confidentiality.traces.forget_card_order"},
	"List Filter": {"before_validate": "cfm_app.confidentiality.scripts.guard_saved_filter"},
	"Milestone Tracker": {"before_validate": "cfm_app.confidentiality.guards.refuse_reference"},
	"Notification Log": {"before_insert": "cfm_app.confidentiality.guards.neutral_notification"},
	"Prepared Report": {"before_insert": "cfm_app.confidentiality.traces.refuse_prepared_report"},
	"Property Setter": {"before_validate": "cfm_app.confidentiality.customising.guard_property_setter"},
	"Report": {"before_validate": "cfm_app.confidentiality.customising.guard_report"},
	"Server Script": {"before_validate": "cfm_app.confidentiality.scripts.guard_server_script"},
	"Tag Link": {"before_validate": "cfm_app.confidentiality.guards.refuse_reference"},
	"ToDo": {"before_validate": "cfm_app.confidentiality.guards.guard_assignment"},
	"Unhandled Email": {"before_insert": "cfm_app.integrations.email.accounts.refuse_in_clear_text"},
	"User": {
		"before_validate": "cfm_app.confidentiality.api_keys.guard_key",
		"on_update": [
			"cfm_app.confidentiality.access_version.bump_for_user",
			"cfm_app.handling.conflicts.line_changed",
		],
		"after_rename": "cfm_app.handling.conflicts.user_renamed",
	},
	"Web Form": {"validate": "cfm_app.portal.questions.guard_web_form"},
	"Webhook": {"before_validate": "cfm_app.confidentiality.scripts.guard_webhook"},
}

# Requests
before_request = [
	"cfm_app.confidentiality.traces.keep_arguments_out_of_logs",
	"cfm_app.confidentiality.guards.strip_unsafe_arguments",
	"cfm_app.confidentiality.guards.use_stand_ins",
	"cfm_app.confidentiality.page_size.limit_rows",
	"cfm_app.portal.requests.forget_typed_words",
	"cfm_app.api.webhooks.forget_arguments",
	"cfm_app.confidentiality.sessions.end_early",
]
after_request = [
	"cfm_app.confidentiality.access_log.write_refusals",
	"cfm_app.confidentiality.responses.keep_nothing",
	"cfm_app.api.webhooks.answer_barely",
]
override_whitelisted_methods = {
	"frappe.client.get_count": "cfm_app.api.platform.get_count",
	"frappe.client.get_password": "cfm_app.api.platform.get_password",  # nosec B105
	"frappe.client.validate_link": "cfm_app.api.platform.validate_link",
	"frappe.core.doctype.data_export.exporter.export_data": "cfm_app.api.platform_exports.export_data",
	"frappe.core.doctype.data_import.data_import.download_template": "cfm_app.api.platform_exports.import_template",
	"frappe.core.page.permission_manager.permission_manager.update": "cfm_app.api.platform.set_right",
	"frappe.desk.doctype.tag.tag.add_tag": "cfm_app.api.platform_records.add_tag",
	"frappe.desk.doctype.tag.tag.add_tags": "cfm_app.api.platform_records.add_tags",
	"frappe.desk.doctype.tag.tag.get_tagged_docs": "cfm_app.api.platform_records.get_tagged_docs",
	"frappe.desk.doctype.tag.tag.remove_tag": "cfm_app.api.platform_records.remove_tag",
	"frappe.desk.like.toggle_like": "cfm_app.api.platform_records.toggle_like",
	"frappe.desk.listview.get_group_by_count": "cfm_app.api.platform_records.get_group_by_count",
	"frappe.desk.desktop.get_workspace_sidebar_items": "cfm_app.api.desk_workspaces.get_workspace_sidebar_items",
	"frappe.desk.notifications.get_open_count": "cfm_app.api.platform.get_open_count",
	"frappe.desk.query_report.export_query": "cfm_app.api.platform_exports.export_report",
	"frappe.desk.query_report.run": "cfm_app.api.platform_records.run_report",
	"frappe.desk.reportview.export_query": "cfm_app.api.platform_exports.export_list",
	"frappe.email.doctype.auto_email_report.auto_email_report.download": "cfm_app.api.platform.download_scheduled_report",
	"frappe.email.doctype.auto_email_report.auto_email_report.send_now": "cfm_app.api.platform.send_scheduled_report",
	"frappe.geo.utils.get_coords": "cfm_app.api.platform.get_coords",
	"frappe.model.document.unlock_document": "cfm_app.api.platform_records.unlock_document",
	"frappe.model.utils.user_settings.save": "cfm_app.api.platform_records.save_user_settings",
	"frappe.utils.print_format.download_multi_pdf": "cfm_app.api.platform_exports.print_many",
	"frappe.utils.print_format.download_multi_pdf_async": "cfm_app.api.platform_exports.print_many_later",
	"frappe.website.doctype.web_form.web_form.accept": "cfm_app.api.public.accept_web_form",
	"frappe.website.doctype.web_form.web_form.get_form_data": "cfm_app.api.platform_records.get_form_data",
}

# Providers of messages; another app may add its own
cfm_channel_providers = {
	"twilio": "cfm_app.integrations.twilio.provider.TwilioProvider",
	"http_sms": "cfm_app.integrations.http_sms.provider.HttpSmsProvider",
	"email": "cfm_app.integrations.email.provider.EmailProvider",
}

# Scheduled tasks
scheduler_events = {
	"cron": {
		"* * * * *": ["cfm_app.tasks.every_minute"],
		"*/5 * * * *": ["cfm_app.tasks.every_five_minutes"],
	},
	"daily": ["cfm_app.tasks.daily"],
}

# Links that may break when a referenced record goes
ignore_links_on_delete = list(CONFIDENTIAL)

export_python_type_annotations = True
require_type_annotated_api_methods = True
