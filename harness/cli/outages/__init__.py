"""Commands for the night on which a vendor goes dark: drills, a vendor played on loopback, the fallback's policy, scenarios written for others."""
