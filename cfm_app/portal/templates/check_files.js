document.querySelectorAll("input[type=file]").forEach(function (input) {
	input.form.addEventListener("submit", function (event) {
		var megabytes = [].map.call(input.files, function (file) { return file.size / 1048576; });
		var together = megabytes.reduce(function (sum, one) { return sum + one; }, 0);
		var large = together > {{ together }} || Math.max.apply(null, megabytes) > {{ limit }};
		document.getElementById(input.id + "-large").hidden = !large;
		if (large) { event.preventDefault(); input.focus(); }
	});
});
