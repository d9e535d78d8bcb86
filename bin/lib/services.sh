# shellcheck shell=bash disable=SC2034
# MariaDB and its administrator, Redis, and background processes with pid files.

MARIADB_CONF=/etc/mysql/mariadb.conf.d/90-frappe.cnf

# --- MariaDB ---

configure_mariadb() {
	[[ "${INSTALLED_MARIADB:-}" == yes && ! -e "$MARIADB_CONF" ]] || return 0
	cat >"$MARIADB_CONF" <<-'CONF'
		[mysqld]
		character-set-client-handshake = FALSE
		character-set-server = utf8mb4
		collation-server = utf8mb4_unicode_ci

		[mysql]
		default-character-set = utf8mb4
	CONF
	if mariadb_answers; then
		service mariadb restart >/dev/null 2>&1 || true
	fi
}

mariadb_answers() {
	port_is_open "$(config_value db_port 3306)" || [[ -n "$(remote_database)" ]]
}

# Names the database host when the bench keeps it on another machine.
remote_database() {
	local host
	host="$(config_value db_host 127.0.0.1)"
	[[ "$host" == 127.0.0.1 || "$host" == localhost ]] || say "$host"
}

# start_mariadb: returns 1 with a sentence in REASON.
start_mariadb() {
	mariadb_answers && return 0
	if ! has mariadbd && ! [[ -x /usr/sbin/mariadbd ]]; then
		REASON="MariaDB is not installed: apt-get install mariadb-server"
		return 1
	fi
	is_root && service mariadb start >/dev/null 2>&1
	wait_until 60 mariadb_answers && return 0
	REASON="MariaDB is installed but does not run: start it with  sudo service mariadb start"
	return 1
}

# open_database_admin: sets DB_ADMIN and DB_ADMIN_PASSWORD, or returns 1 with a sentence in REASON.
# Root gets a throw-away account through the socket, so nobody's password is needed or changed.
open_database_admin() {
	DB_ADMIN="$(config_value root_login root)"
	DB_ADMIN_PASSWORD="${DB_ROOT_PASSWORD:-$(config_value root_password)}"
	[[ -n "$DB_ADMIN_PASSWORD" ]] && return 0
	if is_root && [[ -z "$(remote_database)" ]] && mariadb -u root -e 'SELECT 1' >/dev/null 2>&1; then
		make_throw_away_admin
		return 0
	fi
	REASON="no way into MariaDB as its administrator: run as root, or set DB_ROOT_PASSWORD"
	return 1
}

make_throw_away_admin() {
	local host
	sweep_throw_away_admins
	DB_ADMIN="cfm_admin_$$"
	DB_ADMIN_PASSWORD="$(random_word)"
	THROW_AWAY_ADMIN="$DB_ADMIN"
	for host in localhost 127.0.0.1; do
		mariadb -u root <<-SQL
			CREATE OR REPLACE USER '$DB_ADMIN'@'$host' IDENTIFIED BY '$DB_ADMIN_PASSWORD';
			GRANT ALL PRIVILEGES ON *.* TO '$DB_ADMIN'@'$host' WITH GRANT OPTION;
		SQL
	done
}

close_database_admin() {
	[[ -n "${THROW_AWAY_ADMIN:-}" ]] && drop_admin "$THROW_AWAY_ADMIN"
	THROW_AWAY_ADMIN=
}

drop_admin() {
	mariadb -u root -e "DROP USER IF EXISTS '$1'@'localhost', '$1'@'127.0.0.1'"
}

sweep_throw_away_admins() {
	local user
	for user in $(mariadb -u root -N -e "SELECT DISTINCT user FROM mysql.user WHERE user LIKE 'cfm\_admin\_%'"); do
		kill -0 "${user##*_}" 2>/dev/null || drop_admin "$user"
	done
}

# config_value KEY [DEFAULT] from common_site_config.json
config_value() {
	python3 - "$BENCH_DIR/sites/common_site_config.json" "$1" "${2:-}" <<-'PY'
		import json, os, sys
		path, key, default = sys.argv[1:]
		config = json.load(open(path)) if os.path.exists(path) else {}
		print(config.get(key) or default)
	PY
}

# --- background processes ---
# RUN_DIR holds NAME.pid ("PID START_TIME", so that a pid used again is never mistaken for ours) and NAME.log.

# start_background NAME DIRECTORY COMMAND...
start_background() {
	local name="$1" directory="$2"
	shift 2
	# shellcheck disable=SC2016
	as_bench env -C "$directory" bash -c '
		run="$1" name="$2"; shift 2
		setsid "$@" >>"$run/$name.log" 2>&1 </dev/null &
		echo "$! $(sed "s/.*) //" "/proc/$!/stat" | cut -d" " -f20)" >"$run/$name.pid"
	' start "$RUN_DIR" "$name" "$@"
}

# running_pid PID_FILE: prints the pid when that very process still lives; a zombie does not.
running_pid() {
	local pid started state now
	[[ -f "$1" ]] && read -r pid started <"$1" || return 1
	read -r state now < <(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f1,20) || return 1
	[[ "$now" == "$started" && "$state" != Z ]] && say "$pid"
}

stop_background() {
	local file="$RUN_DIR/$1.pid" pid
	if pid="$(running_pid "$file")"; then
		kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null || true
		wait_until 20 process_is_gone "$file" || kill -KILL -- "-$pid" 2>/dev/null || true
	fi
	rm -f "$file"
}

process_is_gone() {
	! running_pid "$1"
}

stop_all_background() {
	local file # Redis last: a worker says goodbye to it
	for file in "$RUN_DIR"/[!r]*.pid "$RUN_DIR"/redis_*.pid; do
		[[ -e "$file" ]] && stop_background "$(basename "$file" .pid)"
	done
	return 0
}

# serve_site SITE PORT WORKERS: only SITE, on the loopback address.
serve_site() {
	as_bench test -r "$APP_DIR/bin/lib/one_site.py" || die "user $BENCH_USER cannot read $APP_DIR."
	start_background web "$BENCH_DIR/sites" env "FRAPPE_SITE=$1" \
		"$BENCH_PYTHON" -m gunicorn --bind "127.0.0.1:$2" --workers "$3" --threads 4 --timeout 120 \
		--pythonpath "$APP_DIR/bin/lib" one_site:application
	wait_until 60 curl --silent --fail "http://127.0.0.1:$2/api/method/ping" ||
		die "the site does not answer on port $2: see $RUN_DIR/web.log"
}

start_worker() {
	start_background worker "$BENCH_DIR/sites" \
		"$BENCH_PYTHON" -m frappe.utils.bench_helper frappe worker --queue short,default,long --quiet
}
