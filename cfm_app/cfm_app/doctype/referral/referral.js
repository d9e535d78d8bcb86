frappe.ui.form.on("Referral", { refresh: (frm) => cfm.referrals.show(frm) });
