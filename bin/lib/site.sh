# shellcheck shell=bash
# Sites: make one, put the app on it, drop it.

site_exists() {
	[[ -f "$BENCH_DIR/sites/$1/site_config.json" ]]
}

# new_site NAME [new-site options]
new_site() {
	local name="$1"
	shift
	run_logged "$RUN_DIR/site.log" frappe_command new-site "$name" --admin-password "$(random_word)" \
		--db-root-username "$DB_ADMIN" --db-root-password "$DB_ADMIN_PASSWORD" "$@"
}

# drop_site NAME: database, database user and files; Frappe would keep the files in its archive.
drop_site() {
	local archive
	site_exists "$1" || return 0
	archive="$(as_bench mktemp -d /tmp/cfm_dropped.XXXXXX)"
	frappe_command drop-site "$1" --force --no-backup --archived-sites-path "$archive" \
		--db-root-username "$DB_ADMIN" --db-root-password "$DB_ADMIN_PASSWORD" >>"$RUN_DIR/site.log" 2>&1 </dev/null ||
		say "    could not drop $1: see $RUN_DIR/site.log"
	rm -rf "$archive" "${BENCH_DIR:?}/sites/$1"
}

app_is_installed() {
	frappe_command --site "$1" list-apps 2>/dev/null </dev/null | grep -q '^cfm_app'
}

# A new site would greet everyone with the setup wizard instead of the Desk.
skip_setup_wizard() {
	run_logged "$RUN_DIR/site.log" frappe_command --site "$1" execute cfm_app.setup.wizard.skip_setup_wizard
}
