(function (nonce) {
	function part(id) { return document.getElementById(id); }
	var box = part("map"), told = box.dataset;
	part("ask").hidden = false;
	part("show").addEventListener("click", function () {
		this.disabled = true;
		part("wait").hidden = false;
		fetched("link", { rel: "stylesheet", href: told.style }, function () {
			fetched("script", { src: told.script }, draw);
		});
	});

	function fetched(kind, values, then) {
		var element = Object.assign(document.createElement(kind), values, { nonce: nonce, onload: then, onerror: fail });
		document.head.appendChild(element);
	}

	function fail() {
		part("wait").hidden = true;
		part("failed").hidden = false;
	}

	function draw() {
		var moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
		var corner = document.documentElement.dir === "rtl" ? "bottomright" : "bottomleft";
		part("ask").hidden = true;
		part("drawn").hidden = false;
		var map = L.map(box, {
			attributionControl: false, zoomControl: false, scrollWheelZoom: false,
			zoomAnimation: moves, fadeAnimation: moves, markerZoomAnimation: moves
		});
		L.control.zoom({ position: corner, zoomInTitle: told.nearer, zoomOutTitle: told.further }).addTo(map);
		map.fitBounds([].map.call(document.querySelectorAll("[data-at]"), pinned, map), { padding: [40, 40], maxZoom: 15 });
		L.tileLayer(told.tiles, { maxZoom: 18, referrerPolicy: told.referrer }).once("tileerror", fail).addTo(map);
		box.focus();
	}

	function pinned(item, index) {
		var map = this, at = item.dataset.at.split(",").map(Number), name = item.textContent;
		var number = document.createElement("span"), words = document.createElement("div");
		number.textContent = index + 1;
		words.dir = document.documentElement.dir;
		item.childNodes.forEach(function (node) { words.appendChild(node.cloneNode(true)); });
		var pin = L.marker(at, { icon: L.divIcon({ className: "pin", html: number, iconSize: [44, 44] }) });
		pin.bindPopup(words, { closeButton: false, maxWidth: 220 });
		map.whenReady(function () {
			pin.addTo(map).getElement().setAttribute("aria-label", name);
		});
		pin.on("popupopen", function () { words.querySelector("a").focus(); });
		words.addEventListener("keydown", function (event) {
			if (event.key === "Escape") { pin.closePopup().getElement().focus(); }
		});
		return at;
	}
})(document.currentScript.nonce);
