# shellcheck shell=bash disable=SC2034,SC2153
# Settings, messages and "run this as the bench user": the ground of bin/up and bin/test.

CHECKOUT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
FRAPPE_BRANCH="${FRAPPE_BRANCH:-version-15}"
FRAPPE_REPO="${FRAPPE_REPO:-https://github.com/frappe/frappe}"

# No failure passes in silence, not even one nobody foresaw.
set -o errtrace
trap 'printf "%s: stopped at %s line %s: %s\n" "$(basename "$0")" "${BASH_SOURCE[0]}" "$LINENO" "$BASH_COMMAND" >&2' ERR

say() {
	printf '%s\n' "$*"
}

# The caller sets STEPS, the number of steps it will announce.
step() {
	STEP=$((${STEP:-0} + 1))
	printf '\n[%s/%s] %s\n' "$STEP" "$STEPS" "$*"
}

die() {
	printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

is_root() {
	[[ "$(id -u)" -eq 0 ]]
}

has() {
	command -v "$1" >/dev/null 2>&1
}

# run_logged LOG COMMAND...: quiet when all is well, the end of the log when it is not.
run_logged() {
	local log="$1"
	shift
	if ! "$@" >>"$log" 2>&1 </dev/null; then
		tail -n 40 "$log" >&2
		return 1
	fi
}

random_word() {
	od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

home_of() {
	getent passwd "$1" | cut -d: -f6
}

# The bench: BENCH_DIR, else the bench this checkout lies in, else frappe-bench in the home of the bench user.
choose_bench() {
	local around
	around="$(dirname "$(dirname "$CHECKOUT")")"
	if [[ -z "${BENCH_DIR:-}" && -f "$around/sites/apps.txt" ]]; then
		BENCH_DIR="$around"
	fi
	choose_bench_user
	BENCH_HOME="$(home_of "$BENCH_USER")"
	BENCH_HOME="${BENCH_HOME:-/home/$BENCH_USER}"
	BENCH_DIR="${BENCH_DIR:-$BENCH_HOME/frappe-bench}"
	BENCH_PYTHON="$BENCH_DIR/env/bin/python"
	APP_DIR="$BENCH_DIR/apps/cfm_app"
}

# Bench refuses to run as root: root works as the owner of the bench, or as the system user frappe.
choose_bench_user() {
	BENCH_USER="$(id -un)"
	is_root || return 0
	BENCH_USER=frappe
	if [[ -n "${BENCH_DIR:-}" && -d "$BENCH_DIR" ]]; then
		BENCH_USER="$(stat -c %U "$BENCH_DIR")"
	fi
	if [[ "$BENCH_USER" == root ]]; then
		die "the bench at $BENCH_DIR belongs to root, and bench refuses to run as root: give it to another user with chown -R."
	fi
}

has_bench() {
	[[ -f "$BENCH_DIR/sites/apps.txt" && -x "$BENCH_PYTHON" && -d "$BENCH_DIR/apps/frappe" ]]
}

# as_bench COMMAND...: as the bench user, with this environment (PATH, proxies, certificates) but its own home.
as_bench() {
	local -a own=(env -u TMPDIR -u XDG_RUNTIME_DIR -u XDG_CACHE_HOME -u XDG_CONFIG_HOME)
	own+=("HOME=$BENCH_HOME" "USER=$BENCH_USER" "LOGNAME=$BENCH_USER" PYTHONDONTWRITEBYTECODE=1)
	if is_root; then
		runuser -u "$BENCH_USER" -- "${own[@]}" "$@"
	else
		"${own[@]}" "$@"
	fi
}

# frappe_command ARGS...: what `bench ARGS` runs, without needing the bench tool.
frappe_command() {
	as_bench env -C "$BENCH_DIR/sites" "$BENCH_PYTHON" -m frappe.utils.bench_helper frappe "$@"
}

free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

port_is_open() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# wait_until SECONDS COMMAND...
wait_until() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		((SECONDS < end)) || return 1
		sleep 0.3
	done
}
