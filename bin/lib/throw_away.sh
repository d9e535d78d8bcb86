# shellcheck shell=bash disable=SC2034
# What bin/test makes for one run and removes at the end: a Redis pair, a site or two, a directory for logs.

TEST_SITE="cfm-test-$$.localhost"

make_run_dir() {
	if has_bench; then
		RUN_DIR="$BENCH_DIR/config/pids/cfm_test_$$"
		as_bench mkdir -p "$RUN_DIR"
		as_bench touch "$RUN_DIR/counts"
	else
		RUN_DIR="$(mktemp -d)"
		touch "$RUN_DIR/counts"
	fi
}

# site_is_possible: returns 1 with a sentence in REASON.
site_is_possible() {
	if ! has_bench; then
		REASON="there is no bench at $BENCH_DIR: run bin/up first, or set BENCH_DIR"
		return 1
	fi
	if ! has redis-server; then
		REASON="Redis is not installed: apt-get install redis-server"
		return 1
	fi
	start_mariadb && open_database_admin
}

prepare_bench() {
	sweep_killed_runs
	place_app
	install_test_tools
	start_own_redis
	install_app_package
	build_assets
}

# Jobs and cache of the tests stay out of the bench's own Redis, where its workers would find them.
start_own_redis() {
	local kind port
	for kind in cache queue; do
		port="$(free_port)"
		start_background "redis_$kind" "$RUN_DIR" redis-server --port "$port" --bind 127.0.0.1 --save "" --appendonly no
		wait_until 20 port_is_open "$port" || die "Redis does not start: see $RUN_DIR/redis_$kind.log"
		export "FRAPPE_REDIS_${kind^^}=redis://127.0.0.1:$port"
	done
}

make_test_site() {
	say "    $TEST_SITE"
	new_site "$TEST_SITE" --install-app cfm_app || die "the throw-away site could not be made: see the messages above."
	run_logged "$RUN_DIR/site.log" frappe_command --site "$TEST_SITE" set-config --parse allow_tests True
	skip_setup_wizard "$TEST_SITE"
}

# tests/site/test_install.py installs, migrates and uninstalls on a site of its own.
make_install_site() {
	INSTALL_SITE="cfm-test-$$-install.localhost"
	new_site "$INSTALL_SITE" || die "the second throw-away site could not be made: see the messages above."
	run_logged "$RUN_DIR/site.log" frappe_command --site "$INSTALL_SITE" set-config --parse allow_tests True
}

remove_throw_away() {
	[[ -d "${RUN_DIR:-}" ]] || return 0
	if has_bench; then
		stop_background web
		stop_background worker
		[[ -n "${DB_ADMIN_PASSWORD:-}" ]] && drop_sites_of $$
		stop_all_background
		close_database_admin
		restore_app_link
	fi
	rm -rf "$RUN_DIR"
}

drop_sites_of() {
	local directory
	for directory in "$BENCH_DIR"/sites/cfm-test-"$1".localhost "$BENCH_DIR"/sites/cfm-test-"$1"-*.localhost; do
		[[ -d "$directory" ]] && drop_site "$(basename "$directory")"
	done
	return 0
}

# A run that was killed could not tidy up; its process id is in the names of what it left.
sweep_killed_runs() {
	local left pid
	for left in "$BENCH_DIR"/sites/cfm-test-*.localhost "$BENCH_DIR"/config/pids/cfm_test_*; do
		[[ -d "$left" ]] || continue
		pid="$(basename "$left" | grep -oE '[0-9]+' | head -n 1)"
		kill -0 "$pid" 2>/dev/null && continue
		say "    tidying up after a run that was killed: $(basename "$left")"
		sweep "$left" "$pid"
	done
}

sweep() {
	local own="$RUN_DIR"
	if [[ "$1" == */sites/* ]]; then
		drop_sites_of "$2"
	else
		RUN_DIR="$1" && stop_all_background
		RUN_DIR="$own"
		rm -rf "$1"
	fi
}
