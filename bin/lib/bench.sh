# shellcheck shell=bash
# The bench, and this app in it.

PLACED_MARK=.placed-by-cfm-app

# --- the bench itself ---

make_bench() {
	local tool="$BENCH_HOME/.cfm-bench-tool"
	[[ -e "$BENCH_DIR" ]] && die "$BENCH_DIR exists but is no bench (it lacks sites/apps.txt, env or apps/frappe): move it away or set BENCH_DIR."
	as_bench test -w "$(dirname "$BENCH_DIR")" || die "user $BENCH_USER may not write in $(dirname "$BENCH_DIR"): choose another BENCH_DIR."
	say "    fetching Frappe ($FRAPPE_BRANCH) and building it: this takes some minutes"
	as_bench python3 -m venv "$tool"
	as_bench "$tool/bin/python" -m pip install -qq "frappe-bench>=5.22,<6" ||
		die "pip could not install frappe-bench: is there a way to PyPI?"
	as_bench env -C "$BENCH_HOME" "PATH=$tool/bin:$PATH" bench init --verbose \
		--frappe-branch "$FRAPPE_BRANCH" --frappe-path "$FRAPPE_REPO" --python "$(command -v python3)" \
		"$BENCH_DIR" || die "bench init failed: see the messages above; FRAPPE_REPO ($FRAPPE_REPO) must be reachable."
}

# start_bench_redis: the two servers that bench configured, when they are down.
start_bench_redis() {
	local kind port
	for kind in cache queue; do
		port="$(sed -n 's/^port //p' "$BENCH_DIR/config/redis_$kind.conf" 2>/dev/null || true)"
		[[ -n "$port" ]] || die "$BENCH_DIR/config/redis_$kind.conf is missing: run  bench setup redis  in the bench."
		port_is_open "$port" && continue
		has redis-server || die "Redis is not installed: apt-get install redis-server"
		start_background "redis_$kind" "$BENCH_DIR" redis-server "config/redis_$kind.conf"
		wait_until 20 port_is_open "$port" || die "Redis does not start on port $port: see $RUN_DIR/redis_$kind.log"
	done
}

# --- this app in the bench ---

place_app() {
	if [[ "$(realpath -m "$APP_DIR")" == "$CHECKOUT" ]]; then
		as_bench test -r "$CHECKOUT/pyproject.toml" || die "user $BENCH_USER cannot read this checkout at $CHECKOUT."
	elif [[ ! -e "$APP_DIR" || -L "$APP_DIR" || -e "$APP_DIR/$PLACED_MARK" ]]; then
		copy_checkout
	else
		die "$APP_DIR is another checkout of cfm_app: run bin/$(basename "$0") from there, or move it away."
	fi
}

# The checkout may be readable to root only (a build server's clone), so the bench user gets a copy.
copy_checkout() {
	local new="$BENCH_DIR/apps/.cfm_app.$$"
	as_bench mkdir -p "$new/cfm_app/public"
	tar -C "$CHECKOUT" --null --files-from <(checkout_files) --create --file - | as_bench tar -C "$new" --extract --file -
	if [[ ! -L "$APP_DIR" && -d "$APP_DIR/cfm_app/public/dist" ]]; then
		as_bench cp -a "$APP_DIR/cfm_app/public/dist" "$new/cfm_app/public/"
	fi
	as_bench touch "$new/$PLACED_MARK"
	if [[ -L "$APP_DIR" ]]; then
		PLACED_OVER="$(readlink "$APP_DIR")"
		say "    apps/cfm_app linked to $PLACED_OVER: a copy of this checkout takes its place"
	fi
	rm -rf "$APP_DIR"
	mv "$new" "$APP_DIR"
}

# A developer's link that bin/test had to replace for its run.
restore_app_link() {
	[[ -n "${PLACED_OVER:-}" ]] || return 0
	rm -rf "$APP_DIR"
	ln -s "$PLACED_OVER" "$APP_DIR"
	PLACED_OVER=
}

# Files of the checkout, NUL separated: what git knows or would add; without git, all but the big and the hidden.
checkout_files() {
	local path
	if git -C "$CHECKOUT" -c safe.directory='*' rev-parse --is-inside-work-tree >/dev/null 2>&1; then
		git -C "$CHECKOUT" -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
			while IFS= read -r -d '' path; do
				[[ -e "$CHECKOUT/$path" || -L "$CHECKOUT/$path" ]] && printf '%s\0' "$path"
			done
	else
		(cd "$CHECKOUT" && find . -name .git -prune -o -name .venv -prune -o -name node_modules -prune -o -type f -print0)
	fi
}

install_app_package() {
	if ! package_is_current; then
		has_pip || as_bench "$BENCH_PYTHON" -m ensurepip >/dev/null
		run_logged "$RUN_DIR/pip.log" as_bench env -C "$BENCH_DIR" "$BENCH_PYTHON" -m pip install -qq --editable "$APP_DIR" ||
			die "pip could not install the app into the bench's environment: see the messages above."
		as_bench cp "$APP_DIR/pyproject.toml" "$BENCH_DIR/env/cfm_app.pyproject.toml"
	fi
	grep -qx cfm_app "$BENCH_DIR/sites/apps.txt" || add_to_apps_txt
}

has_pip() {
	as_bench "$BENCH_PYTHON" -m pip --version >/dev/null 2>&1
}

package_is_current() {
	local found
	cmp -s "$APP_DIR/pyproject.toml" "$BENCH_DIR/env/cfm_app.pyproject.toml" || return 1
	found="$(as_bench env -C / "$BENCH_PYTHON" -c 'import os, cfm_app; print(os.path.realpath(cfm_app.__file__))' 2>/dev/null)"
	[[ "$found" == "$(realpath "$APP_DIR")/cfm_app/__init__.py" ]]
}

# bench leaves no newline at the end of apps.txt
add_to_apps_txt() {
	local apps="$BENCH_DIR/sites/apps.txt"
	[[ -z "$(tail -c 1 "$apps")" ]] || echo >>"$apps"
	echo cfm_app >>"$apps"
}

# Scripts, styles and translations, when their sources changed since the last build.
build_assets() {
	local stamp="$BENCH_DIR/sites/assets/cfm_app.built" now
	now="$(asset_fingerprint)"
	if [[ -f "$stamp" && "$(cat "$stamp")" == "$now" ]] && bundles_are_there; then
		return 0
	fi
	make_dist_writable
	run_logged "$RUN_DIR/build.log" frappe_command build --app cfm_app ||
		die "the assets could not be built: see the messages above."
	[[ -f "$BENCH_DIR/sites/assets/assets.json" ]] || die "Frappe's own assets are missing: run  bench build  in $BENCH_DIR."
	as_bench tee "$stamp" <<<"$now" >/dev/null
}

# Another checkout of the same sources may have been built: its bundles went away with it.
bundles_are_there() {
	local bundle bundles
	bundles="$(grep -o '/assets/cfm_app/dist/[^"]*' "$BENCH_DIR/sites/assets/assets.json" 2>/dev/null)" || return 1
	for bundle in $bundles; do
		[[ -e "$BENCH_DIR/sites$bundle" ]] || return 1
	done
}

asset_fingerprint() {
	(cd "$APP_DIR/cfm_app" && find . -path ./public/dist -prune -o -type f \( -path './public/*' -o -path './locale/*' \) -print0 |
		sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-64)
}

# A checkout used in place may belong to root; the bundles in it are written by the bench user.
make_dist_writable() {
	local dist="$APP_DIR/cfm_app/public/dist"
	as_bench mkdir -p "$dist" 2>/dev/null && as_bench test -w "$dist" && return 0
	is_root || die "user $BENCH_USER may not write $dist, where the built assets go."
	mkdir -p "$dist"
	chown -R "$BENCH_USER" "$dist"
}
