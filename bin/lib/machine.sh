# shellcheck shell=bash disable=SC2034
# What the machine must have before there can be a bench.

DEBIAN_BASE=(git curl ca-certificates build-essential pkg-config python3 python3-venv python3-dev
	libffi-dev libssl-dev libmariadb-dev redis-server cron xz-utils fontconfig)

# debian_install PACKAGE...: the missing ones only.
debian_install() {
	local -a missing=()
	local package
	for package in "$@"; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
	done
	((${#missing[@]})) || return 0
	has apt-get || die "this machine has no apt-get: install ${missing[*]} with its own package manager, then run this again."
	is_root || die "these Debian packages are missing: run  sudo apt-get install ${missing[*]}"
	say "    installing ${missing[*]}"
	apt_get_install "${missing[@]}" || die "apt-get could not install ${missing[*]}: the messages above say why."
}

apt_get_install() {
	local log
	log="$(mktemp)"
	run_logged "$log" apt-get update
	run_logged "$log" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

install_base_packages() {
	if ! has mariadbd && ! [[ -x /usr/sbin/mariadbd ]]; then
		INSTALLED_MARIADB=yes
	fi
	debian_install "${DEBIAN_BASE[@]}" mariadb-server mariadb-client
}

install_node() {
	has node || debian_install nodejs npm
	local major
	major="$(node --version | sed 's/^v//; s/\..*//')"
	((major >= 18)) || die "Node 18 or newer is needed and this is $(node --version): install a newer one (see https://nodejs.org), then run this again."
	has yarn && return 0
	has npm || debian_install npm
	is_root || die "yarn is missing: run  sudo npm install -g yarn@1"
	run_logged "$(mktemp)" npm install -g yarn@1 || die "npm could not install yarn@1: see the messages above."
}

check_python() {
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
		die "Python 3.10 or newer is needed and this is $(python3 --version): use Debian 12, Ubuntu 22.04 or newer."
}

make_bench_user() {
	id "$BENCH_USER" >/dev/null 2>&1 && return 0
	is_root || die "the system user $BENCH_USER does not exist: run this as root once."
	useradd --create-home --shell /bin/bash "$BENCH_USER"
	BENCH_HOME="$(home_of "$BENCH_USER")"
}

find_chromium() {
	local name
	for name in ${CFM_CHROMIUM:-} chromium chromium-browser google-chrome; do
		command -v "$name" && return 0
	done
	return 1
}
